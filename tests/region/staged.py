# SPDX-License-Identifier: Apache-2.0
"""Staging, brought up once for all tests of one process, and taken down by `main`."""
import contextlib
import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

import stack

import verdict  # By the path that stack adds.

FILES = Path(__file__).resolve().parent / "staging"
SEAL_SESSION = Path(os.environ.get("ATLAS_BUILD", stack.ROOT / "build/dev")) / "tests/broker/seal_session"


class Shared:
    """The one stack, or why there is none: a way up that failed is not tried again by the next test."""

    def __init__(self):
        self.clean_up = contextlib.ExitStack()
        self.stack = self.failure = None

    def bring_up(self):
        if self.failure:
            raise self.failure
        if not self.stack:
            try:
                self.stack = stack.bring_up("staging", self.clean_up.callback)
            except (AssertionError, unittest.SkipTest) as failure:
                self.failure = failure
                raise
        return self.stack


shared = Shared()


class Staged(unittest.TestCase):
    """A test on `up`, the staging that all share: what it changes, it puts back."""

    @classmethod
    def setUpClass(cls):
        cls.up = shared.bring_up()

    def made(self, service, operation, /, **arguments):
        """The answer of a call that must succeed."""
        said = self.up.aws(service, operation, **arguments)
        self.assertNotIn("error", said, f"{service} {operation}")
        return said

    def session(self, role, lifetime_s):
        """Temporary credentials of a role as the region makes them, with a lifetime that STS would not give."""
        if not SEAL_SESSION.exists():
            self.skipTest("seal_session is not built")
        [key] = {json.loads(path.read_text())["region_key"] for path in self.up.region.home.glob("msk/*/snapshot.json")}
        role_id = self.made("iam", "get_role", RoleName=role.rsplit("/", 1)[1])["Role"]["RoleId"]
        made = subprocess.run([SEAL_SESSION, key, role, "of-a-test", str(lifetime_s), role_id], capture_output=True, text=True,
                              check=True)
        return tuple(made.stdout.split())


def main():
    """Runs the files of staging/ that are named as arguments (edge_test, edge_test.Edge), else all, and takes down."""
    sys.path.insert(0, str(FILES))
    with shared.clean_up:
        verdict.main(module=None, argv=[sys.argv[0], *(sys.argv[1:] or ["discover", "-s", str(FILES), "-p", "*_test.py"])])
