#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Format, validity and refusals of terraform/, judged by stock Terraform; nothing is applied and nothing is called."""
import json
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import hcl
import refusals

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import verdict  # noqa: E402
from foreign import terraform  # noqa: E402

TREE = ROOT / "terraform"
ROOTS = ["staging"]


def files():
    return [path for path in sorted(TREE.rglob("*.tf")) if ".terraform" not in path.parts]


class WrittenForm(unittest.TestCase):
    """What can be seen without Terraform."""

    def test_every_variable_and_output_is_described_and_typed(self):
        for path in files():
            for block in hcl.parse(path.read_text()).blocks:
                if block.kind in ("variable", "output"):
                    where = f"{path.relative_to(TREE)}: {block.kind} {block.labels[0]}"
                    self.assertIn("description", block.arguments, where)
                    self.assertTrue(block.kind == "output" or "type" in block.arguments, f"{where} has no type")

    def test_every_validation_and_precondition_has_a_refusal(self):
        covered = {(module, variable) for module, _, variable in refusals.REFUSED}
        for path in files():
            module = str(path.parent.relative_to(TREE))
            for block in hcl.parse(path.read_text()).blocks:
                if block.kind == "variable" and any(inner.kind == "validation" for inner in block.blocks):
                    self.assertIn((module, block.labels[0]), covered, "add a row to refusals.py")

    def test_nothing_names_a_local_region(self):
        for path in files():
            found = re.search(r"127\.0\.0\.|localhost|4566|us-east-1\.atlas|endpoints\s*\{|skip_\w+\s*=", path.read_text())
            self.assertIsNone(found, f"{path.relative_to(TREE)}: {found and found[0]}")

    def test_every_module_and_root_has_a_readme_that_fits_a_page(self):
        for folder in {path.parent for path in files()}:
            readme = folder / "README.md"
            self.assertTrue(readme.exists(), f"{folder.relative_to(TREE)} has no README.md")
            self.assertLessEqual(len(readme.read_text().splitlines()), 60, str(readme.relative_to(TREE)))


@unittest.skipUnless(terraform.program(), "neither terraform nor tofu is on PATH")
class Judgement(unittest.TestCase):
    """What Terraform and provider 5.100 say."""

    def copy(self, root):
        scratch = tempfile.TemporaryDirectory(prefix="atlas-terraform-")
        self.addCleanup(scratch.cleanup)
        return terraform.Terraform(scratch.name, root, {"AWS_REGION": "us-east-1"})

    def init(self, copy):
        try:
            copy.init()
        except AssertionError as reason:
            self.skipTest("terraform init could not get the AWS provider; a folder that holds registry.terraform.io/ "
                          f"can be named by ATLAS_PROVIDER_MIRROR\n{reason}")

    def test_files_are_formatted(self):
        done = subprocess.run([terraform.program(), "fmt", "-check", "-recursive", "-diff", str(TREE)], text=True,
                              capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_roots_are_valid_and_nothing_is_deprecated(self):
        for root in ROOTS:
            with self.subTest(root=root):
                copy = self.copy(root)
                self.init(copy)
                _, text = copy.run("validate", "-json", expect=(0, 1))
                verdict = json.loads(text[text.index("{"):])
                self.assertEqual(verdict["diagnostics"], [], json.dumps(verdict["diagnostics"], indent=1)[:4000])

    def test_bad_values_are_refused_and_good_ones_taken(self):
        copy = self.copy("staging")
        refusals.prepare(copy)
        self.init(copy)
        code, text = copy.run("test", "-no-color", expect=(0, 1))
        self.assertEqual(code, 0, text[-8000:])
        cases = len(refusals.ACCEPTED) + len(refusals.REFUSED) + len(refusals.REFUSED_BY_RESOURCE)
        self.assertIn(f"{cases} passed, 0 failed", text)


if __name__ == "__main__":
    verdict.main()
