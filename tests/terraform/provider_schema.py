# SPDX-License-Identifier: Apache-2.0
"""The argument names of AWS provider 6.66.0, from the TypeScript bindings of npm: the provider itself is 700 MB.

The package's index.d.ts of a type holds an interface a block; each member's comment ends in `<type>#<name>`, and a
`?` after the member says that it is optional.
"""
import os
import re
import shutil
import subprocess
import tarfile
from functools import cached_property
from pathlib import Path

PACKAGE = "@cdktn/provider-aws"
VERSION = "25.7.0"
INTERFACE = re.compile(r"^export interface (\w+) (?:extends [\w.]+ )?\{\n(.*?)^\}", re.M | re.S)
MEMBER = re.compile(r"#(\w+) [\w#]+\}[^/]*?\*/\s*readonly \w+(\??): (\w*)", re.S)


class Unavailable(Exception):
    """The package is not here and cannot be had; the message says why."""


def download(cache):
    """Path of the package's archive, fetched once."""
    archive = Path(cache) / f"cdktn-provider-aws-{VERSION}.tgz"
    if archive.exists():
        return archive
    if not shutil.which("npm"):
        raise Unavailable("npm is not on PATH")
    scratch = Path(cache) / f"npm-{os.getpid()}"
    scratch.mkdir(parents=True)
    try:
        subprocess.run(["npm", "pack", f"{PACKAGE}@{VERSION}", "--silent"], cwd=scratch, check=True, timeout=180,
                       capture_output=True)
        next(scratch.glob("*.tgz")).rename(archive)
    except (subprocess.SubprocessError, StopIteration) as error:
        raise Unavailable(f"npm could not fetch {PACKAGE} {VERSION}: {error}") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return archive


class TypeSchema:
    """One type: names of a block -> (required, interface of what is within)."""

    def __init__(self, declarations):
        self.interfaces = {name: {member: (not optional, inner) for member, optional, inner in MEMBER.findall(body)}
                           for name, body in INTERFACE.findall(declarations)}
        self.top = next(name for name in self.interfaces if name.endswith("Config"))

    def members(self, interface):
        return self.interfaces.get(interface)


class ProviderSchema:
    """Types are read from the archive in one pass, and only those that are asked for."""

    def __init__(self, archive, wanted):
        self.archive = archive
        self.wanted = set(wanted)

    @staticmethod
    def folder(kind, name):
        """("data", "aws_region") -> data-aws-region; ("resource", "aws_lb") -> lb."""
        dashed = name.replace("_", "-")
        return {"data": f"data-{dashed}", "ephemeral": f"ephemeral-{dashed}"}.get(kind, dashed.removeprefix("aws-"))

    @cached_property
    def types(self):
        by_folder = {self.folder(kind, name): (kind, name) for kind, name in self.wanted}
        found = {}
        with tarfile.open(self.archive) as archive:
            for entry in archive:
                parts = entry.name.split("/")
                if parts[-1] == "index.d.ts" and len(parts) == 4 and parts[2] in by_folder:
                    found[by_folder[parts[2]]] = TypeSchema(archive.extractfile(entry).read().decode())
        return found
