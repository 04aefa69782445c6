#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Images made of recipes: the same bytes each time, what is in them, and what a wrong recipe is told."""
import gzip
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tools"), str(TOP / "tests")]
import build_image  # noqa: E402
import ecr_token  # noqa: E402
import verdict  # noqa: E402
from layers import Entry, content_tag, tar  # noqa: E402

RECIPE = """
title = "probe"
description = "A program that is on every machine"
binaries = ["bin/true"]
targets = []
entrypoint = ["/usr/bin/true"]
ports = [8080]
"""


class Images(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="atlas-images-")))
        (self.folder / "recipe.toml").write_text(RECIPE)
        (self.folder / "build" / "bin").mkdir(parents=True)
        shutil.copy("/usr/bin/true", self.folder / "build" / "bin" / "true")

    def build(self, out="layout"):
        return build_image.build(self.folder, self.folder / "build", self.folder / out)

    def blob(self, digest, out="layout"):
        return (self.folder / out / "blobs" / "sha256" / digest.removeprefix("sha256:")).read_bytes()

    def files(self):
        manifest = json.loads(self.blob(self.build()))
        found = {}
        for layer in manifest["layers"]:
            with tarfile.open(fileobj=io.BytesIO(gzip.decompress(self.blob(layer["digest"])))) as archive:
                found |= {member.name: member for member in archive}
        return found

    def test_the_same_content_is_the_same_image(self):
        first = self.build("first")
        (self.folder / "build" / "bin" / "true").touch()
        self.assertEqual(first, self.build("second"))
        self.assertRegex(content_tag(first), "^[0-9a-f]{12}$")

    def test_a_program_that_was_built_in_another_folder_is_the_same_image(self):
        program = self.folder / "build" / "bin" / "true"
        first = self.build("first")
        # The folder is in the debug information and, through the linker's digest of it, in the build id.
        note = self.folder / "note"
        subprocess.run(["objcopy", f"--dump-section=.note.gnu.build-id={note}", program, self.folder / "copy"], check=True)
        note.write_bytes(note.read_bytes()[:-20] + bytes(range(20)))
        subprocess.run(["objcopy", f"--update-section=.note.gnu.build-id={note}", program], check=True)
        built = subprocess.run(["readelf", "-n", program], check=True, capture_output=True, text=True).stdout
        self.assertIn("000102030405060708090a0b0c0d0e0f10111213", built)
        self.assertEqual(first, self.build("second"))

    def test_another_content_is_another_image(self):
        first = self.build("first")
        (self.folder / "recipe.toml").write_text(RECIPE.replace("8080", "8081"))
        self.assertNotEqual(first, self.build("second"))

    def test_an_image_has_what_its_program_needs(self):
        files = self.files()
        for name in ("usr/bin/true", "usr/lib/x86_64-linux-gnu/libc.so.6", "usr/lib64/ld-linux-x86-64.so.2",
                     "etc/ssl/certs/ca-certificates.crt", "etc/passwd", "etc/nsswitch.conf"):
            self.assertIn(name, files)
        self.assertTrue(files["lib64"].issym())
        self.assertEqual({(member.uid, member.gid, member.mtime) for member in files.values()}, {(0, 0, 0)})

    def test_it_runs_as_nobody_in_particular(self):
        manifest = json.loads(self.blob(self.build()))
        config = json.loads(self.blob(manifest["config"]["digest"]))["config"]
        self.assertEqual(config["User"], "65532:65532")
        self.assertEqual(config["ExposedPorts"], {"8080/tcp": {}})

    @unittest.skipUnless(shutil.which("skopeo"), "skopeo is not on PATH")
    def test_skopeo_reads_it(self):
        digest = self.build()
        done = subprocess.run(["skopeo", "inspect", f"oci:{self.folder / 'layout'}"], text=True, capture_output=True, check=True)
        self.assertEqual(json.loads(done.stdout)["Digest"], digest)

    def test_every_problem_of_a_recipe_is_told(self):
        (self.folder / "recipe.toml").write_text('title = 7\nvolume = "x"\n')
        with self.assertRaises(build_image.RecipeError) as raised:
            self.build()
        said = str(raised.exception)
        for problem in ("volume is not known", "title must be a str", "entrypoint is missing", "ports is missing"):
            self.assertIn(problem, said)

    def test_a_program_that_is_not_built_is_named(self):
        (self.folder / "build" / "bin" / "true").unlink()
        with self.assertRaisesRegex(build_image.MissingError, "bin/true is not built"):
            self.build()

    def test_an_archive_does_not_depend_on_the_order_it_was_listed_in(self):
        one, two = Entry(content=b"1"), Entry(content=b"2")
        self.assertEqual(tar({"/a/b": one, "/c": two}), tar({"/c": two, "/a/b": one}))

    def test_every_recipe_of_the_tree_is_right(self):
        for recipe in sorted((TOP / "images").glob("*/recipe.toml")):
            build_image.load_recipe(recipe.parent)


class Token(unittest.TestCase):
    def test_the_signature_is_the_one_that_botocore_makes(self):
        # Made once by botocore 1.43.11 from the same request.
        headers = {"content-type": "application/x-amz-json-1.1", "host": "api.ecr.us-east-1.amazonaws.com",
                   "x-amz-date": "20261122T210510Z", "x-amz-target": ecr_token.TARGET}
        signed = ecr_token.sign(headers, b"{}", "us-east-1", "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
        self.assertTrue(signed.startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/us-east-1/ecr/aws4_request, "))
        self.assertEqual(signed.rpartition("Signature=")[2], "d6c50f235f1addb147532dd2cda764dccc88fef3069e44709b18916135906975")


if __name__ == "__main__":
    verdict.main()
