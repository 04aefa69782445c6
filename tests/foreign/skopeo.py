# SPDX-License-Identifier: Apache-2.0
"""skopeo against one registry, logged in with the password that the AWS command line gets; its files in one folder."""
import shutil
import subprocess
from pathlib import Path

from . import python

PROGRAM = shutil.which("skopeo")


class Skopeo:
    """`folder` is the caller's and holds the login, so it should be gone after the test."""

    def __init__(self, folder, registry, ca):
        self.folder = Path(folder)
        self.registry = registry
        shutil.copy(ca, self.folder / "ca.crt")

    def log_in(self, environment):
        password = python.aws(environment, "ecr", "get-login-password")
        done = self.run("login", "--username", "AWS", "--password-stdin", "--cert-dir", self.folder, self.registry, given=password)
        assert done.returncode == 0, done.stderr
        return self

    def run(self, command, *arguments, given=""):
        return subprocess.run([PROGRAM, command, "--authfile", self.folder / "auth.json", *arguments], input=given, text=True,
                              capture_output=True, check=False, timeout=120)

    def copy(self, source, target):
        return self.run("copy", "--src-cert-dir", self.folder, "--dest-cert-dir", self.folder, source, target)
