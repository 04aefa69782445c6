#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Builds the images of images/, pushes them to a root's repositories, writes their tags beside the root.

usage: tools/push_images.py [terraform/ROOT]     (default terraform/staging; its registry must be applied)

The repositories are the root's outputs <service>_repository_url. A tag names a content, so one that is there already
is left. Variables: ATLAS_BUILD (build folder), ATLAS_CA (PEM of a registry's own authority), and AWS's own. Ends 1 when
a push failed, 2 when a recipe is wrong, 7 when something is missing, 130 when it was interrupted.
"""
import base64
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import build_image
import ecr_token
from layers import content_tag

TOP = Path(__file__).resolve().parent.parent


class PushError(Exception):
    """Why an image did not get to its repository."""


def say(text):
    print(f"  {text}", file=sys.stderr, flush=True)


def need(*programs):
    """The first of these programs that is on PATH."""
    for program in programs:
        if shutil.which(program):
            return program
    raise build_image.MissingError(f"{' or '.join(programs)} is not on PATH")


def repositories(root):
    """{service: repository URL} of the root's outputs."""
    done = subprocess.run([need("terraform", "tofu"), f"-chdir={root}", "output", "-json"],
                          text=True, capture_output=True, check=False)
    if done.returncode:
        raise PushError(f"the outputs of {root} cannot be read: {done.stderr.strip()}")
    urls = {name.removesuffix("_repository_url").replace("_", "-"): output["value"]
            for name, output in json.loads(done.stdout).items() if name.endswith("_repository_url")}
    if not urls:
        raise PushError(f"{root} has no repositories yet: apply it with -target=module.registry first")
    return urls


def build_folder():
    """Where programs are built: ATLAS_BUILD, else the release build, else the one there is."""
    if os.environ.get("ATLAS_BUILD"):
        return Path(os.environ["ATLAS_BUILD"]).resolve()
    for preset in ("release", "dev"):
        if (TOP / "build" / preset / "CMakeCache.txt").exists():
            return TOP / "build" / preset
    raise build_image.MissingError("nothing is built yet: `make up`, or cmake --preset release")


def build_programs(folder, targets):
    done = subprocess.run(["cmake", "--build", str(folder), "--target", *targets], text=True, capture_output=True, check=False)
    if done.returncode:
        raise PushError(f"the build failed:\n{done.stdout[-4000:]}{done.stderr[-2000:]}")


class Registry:
    """The account's registry as skopeo sees it: a credentials file and the trust it needs, in a folder of its own."""

    def __init__(self, folder, url, user, password):
        self.auth = Path(folder) / "auth.json"
        self.auth.touch(mode=0o600)
        secret = base64.b64encode(f"{user}:{password}".encode()).decode()
        self.auth.write_text(json.dumps({"auths": {url.split("/")[0]: {"auth": secret}}}))
        self.certificates = None
        if os.environ.get("ATLAS_CA"):
            self.certificates = Path(folder) / "certificates"
            self.certificates.mkdir()
            shutil.copy(os.environ["ATLAS_CA"], self.certificates / "ca.crt")

    def skopeo(self, *arguments, prefix=""):
        trust = [f"--{prefix}cert-dir", str(self.certificates)] if self.certificates else []
        verb, *rest = arguments
        return subprocess.run([need("skopeo"), verb, "--authfile", str(self.auth), *trust, *rest],
                              text=True, capture_output=True, check=False)

    def has(self, image):
        return self.skopeo("inspect", "--raw", f"docker://{image}").returncode == 0

    def push(self, layout, image):
        done = self.skopeo("copy", "--preserve-digests", f"oci:{layout}", f"docker://{image}", prefix="dest-")
        if done.returncode:
            raise PushError(f"{image}: {done.stderr.strip()}")


def push(name, url, folder, user, password):
    """Builds one image and has it in its repository; its tag."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="atlas-image-") as work:
        layout = Path(work) / "layout"
        tag = content_tag(build_image.build(TOP / "images" / name, folder, layout))
        registry = Registry(work, url, user, password)
        there = registry.has(f"{url}:{tag}")
        if not there:
            registry.push(layout, f"{url}:{tag}")
    say(f"{name}:{tag} {'is there already' if there else 'pushed'} ({time.monotonic() - began:.1f} s)")
    return tag


def region_of(url):
    """ECR's region stands in its host name: ACCOUNT.dkr.ecr.REGION.SUFFIX."""
    found = re.match(r"\d+\.dkr\.ecr\.([a-z0-9-]+)\.", url)
    if not found:
        raise PushError(f"{url} is no ECR repository")
    return found[1]


def run(root):
    urls = {name: url for name, url in repositories(root).items() if (TOP / "images" / name / "recipe.toml").exists()}
    if not urls:
        raise PushError(f"no repository of {root} has a recipe in images/")
    folder = build_folder()
    recipes = {name: build_image.load_recipe(TOP / "images" / name) for name in urls}
    build_programs(folder, sorted({target for recipe in recipes.values() for target in recipe["targets"]}))
    user, password = ecr_token.read_token(region_of(next(iter(urls.values()))))
    tags = {name.replace("-", "_") + "_image_tag": push(name, url, folder, user, password) for name, url in sorted(urls.items())}
    written = root / "images.auto.tfvars.json"
    beside = written.with_suffix(".new")
    beside.write_text(json.dumps(tags, indent=2, sort_keys=True) + "\n")
    beside.replace(written)


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else TOP / "terraform" / "staging").resolve()
    try:
        run(root)
    except build_image.RecipeError as error:
        print(error, file=sys.stderr)
        return 2
    except build_image.MissingError as error:
        print(f"atlas: {error}", file=sys.stderr)
        return 7
    except (PushError, ecr_token.TokenError) as error:
        print(f"atlas: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("atlas: interrupted; no tag was written", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
