#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a newcomer's checkout does: built where it lies, also after it was moved; which Terraform it takes."""
import importlib.util
import os
import shutil
import subprocess
import sys
import unittest

from command import ROOT, folder

sys.path.insert(0, str(ROOT / "tests"))
import verdict  # noqa: E402

PRESETS = """{"version": 6, "configurePresets": [
  {"name": "dev", "generator": "Ninja", "binaryDir": "${sourceDir}/build/dev"}]}"""


def cache_of(checkout):
    lines = (checkout / "build/dev/CMakeCache.txt").read_text().splitlines()
    return next(line.partition("=")[2] for line in lines if line.startswith("CMAKE_HOME_DIRECTORY"))


class Moved(unittest.TestCase):
    def make(self):
        checkout = folder(self, "checkout") / "first"
        (checkout / "tools").mkdir(parents=True)
        shutil.copy(ROOT / "tools/configure.sh", checkout / "tools")
        (checkout / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.25)\nproject(small NONE)\n")
        (checkout / "CMakePresets.json").write_text(PRESETS)
        self.configure(checkout)
        return checkout

    def configure(self, checkout):
        done = subprocess.run([str(checkout / "tools/configure.sh"), "dev"], text=True, capture_output=True, check=False)
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stderr

    def test_a_copy_is_built_in_its_own_place(self):
        first = self.make()
        copy = first.parent / "copy"
        shutil.copytree(first, copy)
        before = (first / "build/dev/CMakeCache.txt").stat().st_mtime_ns
        self.assertIn(f"was made in {first}; it is made anew here", self.configure(copy))
        self.assertEqual(str(copy), cache_of(copy))
        self.assertEqual(before, (first / "build/dev/CMakeCache.txt").stat().st_mtime_ns)

    def test_what_was_moved_too_and_so_are_its_environments(self):
        first = self.make()
        environment = first / "build/clients"
        environment.mkdir()
        (environment / "pyvenv.cfg").write_text(f"home = /usr/bin\ncommand = /usr/bin/python3 -m venv {environment}\n")
        self.assertEqual("", self.configure(first))
        self.assertTrue(environment.exists())
        moved = first.rename(first.parent / "moved")
        self.assertIn("build/clients was made in", self.configure(moved))
        self.assertEqual(str(moved), cache_of(moved))
        self.assertFalse((moved / "build/clients").exists())
        self.assertEqual("", self.configure(moved))


class FetchedTerraform(unittest.TestCase):
    def setUp(self):
        spec = importlib.util.spec_from_file_location("fetch_terraform", ROOT / "tools/fetch_terraform.py")
        self.tool = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.tool)

    def test_the_user_s_own_wins_and_no_is_no(self):
        self.assertEqual("own", self.tool.choose("/usr/bin/tofu", "", True))
        self.assertEqual("own", self.tool.choose("/usr/bin/terraform", "no", False))
        self.assertEqual("refused", self.tool.choose(None, "no", False))
        self.assertEqual("made", self.tool.choose(None, "", True))
        self.assertEqual("fetch", self.tool.choose(None, "", False))

    def test_the_launcher_puts_it_behind_the_path(self):
        checkout = folder(self, "checkout")
        shutil.copy(ROOT / "atlas", checkout / "atlas")
        program = checkout / "build/dev/atlas"
        program.parent.mkdir(parents=True)
        program.write_text('#!/bin/sh\necho "$PATH"\n')
        program.chmod(0o755)
        environment = {name: value for name, value in os.environ.items() if name != "ATLAS_BINARY"} | {"PATH": "/usr/bin:/bin"}

        def path():
            return subprocess.run([str(checkout / "atlas")], env=environment, text=True, capture_output=True, check=True).stdout
        self.assertEqual("/usr/bin:/bin\n", path())
        fetched = checkout / "build/terraform/bin/terraform"
        fetched.parent.mkdir(parents=True)
        fetched.write_text("#!/bin/sh\n")
        fetched.chmod(0o755)
        self.assertEqual(f"/usr/bin:/bin:{fetched.parent}\n", path())


if __name__ == "__main__":
    verdict.main()
