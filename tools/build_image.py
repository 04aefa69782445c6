#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes an image out of a recipe (images/README.md) as an OCI layout; prints its manifest's digest.

usage: tools/build_image.py images/NAME BUILD_FOLDER OUT_FOLDER

Ends 2 when the recipe is wrong (every problem is printed), 7 when something of this machine is missing.
"""
import os
import platform
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from layers import Entry, Layout, tar

TRUST_STORE = "/etc/ssl/certs/ca-certificates.crt"
LIBRARIES = "/usr/lib/x86_64-linux-gnu"
LOADER = "/usr/lib64/ld-linux-x86-64.so.2"
USER = 65532
KEYS = {"title": str, "description": str, "binaries": list, "targets": list, "entrypoint": list, "ports": list,
        "environment": dict, "files": dict}
OPTIONAL = {"environment", "files"}


class RecipeError(Exception):
    """All that is wrong with a recipe, a line each."""


class MissingError(Exception):
    """Something of this machine that is not there."""


def load_recipe(folder):
    file = Path(folder) / "recipe.toml"
    try:
        recipe = tomllib.loads(file.read_text())
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise RecipeError(f"{file}: {error}") from None
    problems = [f"{file}: {key} is not known" for key in recipe if key not in KEYS]
    for key, kind in KEYS.items():
        if key not in recipe and key not in OPTIONAL:
            problems.append(f"{file}: {key} is missing")
        elif not isinstance(recipe.get(key, kind()), kind):
            problems.append(f"{file}: {key} must be a {kind.__name__}")
    if problems:
        raise RecipeError("\n".join(problems))
    return recipe


def system_layer():
    """What every program expects of a system, and no program of its own."""
    try:
        trust = Path(TRUST_STORE).read_bytes()
    except OSError as error:
        raise MissingError(f"{error}: install ca-certificates") from None
    text = {
        "/etc/passwd": f"root:x:0:0:root:/:/sbin/nologin\natlas:x:{USER}:{USER}:atlas:/:/sbin/nologin\n",
        "/etc/group": f"root:x:0:\natlas:x:{USER}:\n",
        "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
        "/etc/os-release": 'NAME="Atlas image"\nID=atlas\n',
    }
    entries = {path: Entry(content=content.encode(), mode=0o644) for path, content in text.items()}
    entries[TRUST_STORE] = Entry(content=trust, mode=0o644)
    entries |= {f"/{name}": Entry(link=f"usr/{name}") for name in ("bin", "lib", "lib64")}
    entries |= {"/tmp": Entry(mode=0o1777), "/proc": Entry(), "/sys": Entry(), "/dev": Entry(), "/run": Entry()}
    return entries


def needed_libraries(binary):
    """{name: file on this machine} of a program's shared libraries, those of libraries included."""
    done = subprocess.run(["ldd", str(binary)], text=True, capture_output=True, check=False, env={"LC_ALL": "C"} | os.environ)
    if done.returncode:
        raise MissingError(f"ldd {binary}: {done.stderr.strip()}")
    found = {}
    for line in done.stdout.splitlines():
        words = line.split()
        if "not found" in line:
            raise MissingError(f"{binary} needs {words[0]}, which is not on this machine")
        if "=>" in words and len(words) > 2:
            found[words[0]] = Path(words[2])
    return found


def library_layer(binaries):
    entries = {}
    for binary in binaries:
        for name, file in needed_libraries(binary).items():
            entries[f"{LIBRARIES}/{name}"] = Entry(content=file.read_bytes())
    entries[LOADER] = Entry(content=Path(LOADER).read_bytes() if Path(LOADER).exists() else Path(LOADER[4:]).read_bytes())
    return entries


def stripped(binary):
    """The program without symbols and debug information, which name the folders it was built in, and without the linker's
    digest of them (the build id)."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "program"
        subprocess.run(["strip", "--strip-all", "--remove-section=.note.gnu.build-id", "-o", str(out), str(binary)], check=True)
        return out.read_bytes()


def program_layer(recipe, folder, binaries):
    entries = {f"/usr/bin/{binary.name}": Entry(content=stripped(binary)) for binary in binaries}
    for path, source in recipe.get("files", {}).items():
        entries[path] = Entry(content=(Path(folder) / source).read_bytes(), mode=0o644)
    return entries


def image_config(recipe):
    environment = {"PATH": "/usr/bin", "SSL_CERT_FILE": TRUST_STORE} | recipe.get("environment", {})
    return {
        "architecture": {"x86_64": "amd64"}[platform.machine()],
        "os": "linux",
        "config": {
            "User": f"{USER}:{USER}",
            "Entrypoint": recipe["entrypoint"],
            "Env": [f"{name}={value}" for name, value in sorted(environment.items())],
            "ExposedPorts": {f"{port}/tcp": {} for port in recipe["ports"]},
            "WorkingDir": "/",
            "Labels": {
                "org.opencontainers.image.title": recipe["title"],
                "org.opencontainers.image.description": recipe["description"],
                "org.opencontainers.image.licenses": "Apache-2.0",
            },
        },
    }


def build(folder, build_folder, out):
    """The digest of the image's manifest."""
    recipe = load_recipe(folder)
    binaries = [Path(build_folder) / path for path in recipe["binaries"]]
    for binary in binaries:
        if not binary.is_file():
            raise MissingError(f"{binary} is not built")
    parts = [system_layer(), library_layer(binaries), program_layer(recipe, folder, binaries)]
    return Layout(out).add_image([tar(entries) for entries in parts], image_config(recipe))


def main():
    if len(sys.argv) != 4:
        print("\n".join(__doc__.splitlines()[2:3]), file=sys.stderr)
        return 2
    try:
        print(build(*sys.argv[1:]))
    except RecipeError as error:
        print(error, file=sys.stderr)
        return 2
    except MissingError as error:
        print(f"atlas: {error}", file=sys.stderr)
        return 7
    return 0


if __name__ == "__main__":
    sys.exit(main())
