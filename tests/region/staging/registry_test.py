# SPDX-License-Identifier: Apache-2.0
"""The registry, by skopeo, with the password that the AWS command line gets for it."""
import json
import tempfile
import unittest
from pathlib import Path

from foreign.skopeo import PROGRAM, Skopeo
from staged import Staged


@unittest.skipUnless(PROGRAM, "skopeo is not on PATH")
class Registry(Staged):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="atlas-skopeo-")))
        self.url = self.up.outputs["events_ingestion_repository_url"]
        host, _, self.name = self.url.partition("/")
        self.skopeo = Skopeo(self.folder, host, self.up.environment["ATLAS_CA"])
        tags = json.loads((self.up.terraform.root / "images.auto.tfvars.json").read_text())
        self.tag = tags["events_ingestion_image_tag"]
        self.image = f"docker://{self.url}:{self.tag}"

    def assert_copies(self, source, target):
        done = self.skopeo.copy(source, target)
        self.assertEqual(0, done.returncode, done.stderr)

    def test_the_image_that_runs_is_pulled_and_pushed_again(self):
        self.skopeo.log_in(self.up.environment_of(None))
        self.assert_copies(self.image, f"oci:{self.folder}/layout:pulled")
        self.assert_copies(f"oci:{self.folder}/layout:pulled", f"docker://{self.url}:again")
        again = [{"imageTag": "again"}]
        self.addCleanup(self.up.aws, "ecr", "batch_delete_image", repositoryName=self.name, imageIds=again)
        [image] = self.up.aws("ecr", "describe_images", repositoryName=self.name, imageIds=again)["imageDetails"]
        self.assertEqual({self.tag, "again"}, set(image["imageTags"]), "the same digest")

    def test_a_tag_that_is_there_is_not_given_to_another_image(self):
        self.skopeo.log_in(self.up.environment_of(None))
        other = self.folder / "other"
        self.assert_copies(self.image, f"dir:{other}")
        manifest = other / "manifest.json"
        manifest.write_text(manifest.read_text().replace("{", '{"annotations":{"changed":"yes"},', 1))
        done = self.skopeo.copy(f"dir:{other}", self.image)
        self.assertNotEqual(0, done.returncode)
        self.assertRegex(done.stderr, "tag is immutable|already exists in the .* repository")

    def test_without_a_login_nothing_is_pulled(self):
        done = self.skopeo.run("inspect", "--cert-dir", self.folder, self.image)
        self.assertNotEqual(0, done.returncode)
        self.assertIn("unauthorized", done.stderr)

    def test_without_the_right_nothing_is_pulled(self):
        self.skopeo.log_in(self.up.environment_of(self.up.user("logs-in-only", (["ecr:GetAuthorizationToken"], "*"))))
        done = self.skopeo.run("inspect", "--cert-dir", self.folder, self.image)
        self.assertNotEqual(0, done.returncode)
        self.assertRegex(done.stderr, "user/logs-in-only is not authorized to perform: ecr:BatchGetImage")
