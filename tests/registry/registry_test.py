#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The account's registry as skopeo and boto3 see it, on a region of the test's own."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / name) for name in ("tools", "tests", "tests/region", "tests/foreign")]
import build_image  # noqa: E402
import ecr_token  # noqa: E402
import push_images  # noqa: E402
import python  # noqa: E402
import verdict  # noqa: E402
from layers import Entry, Layout, content_tag, tar  # noqa: E402
from region import Region, why_not  # noqa: E402

NAME = "poc/probe"
PULLER = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"},
    {"Effect": "Allow", "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], "Resource": "*"}]}


@unittest.skipIf(why_not(), why_not())
@unittest.skipUnless(shutil.which("skopeo"), "skopeo is not on PATH")
class Registry(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        try:
            sys.path.append(python.packages())
        except python.Unavailable as missing:
            raise unittest.SkipTest(f"boto3 cannot be had: {missing}") from None
        import boto3
        cls.region = Region("registry")
        cls.addClassCleanup(cls.region.stop)
        cls.environment = cls.region.environment()
        os.environ.update(cls.environment)
        cls.ecr = boto3.client("ecr")
        cls.iam = boto3.client("iam")
        made = cls.ecr.create_repository(repositoryName=NAME, imageTagMutability="IMMUTABLE")
        cls.url = made["repository"]["repositoryUri"]

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="atlas-registry-")))

    def layout(self, content):
        """An image with one file; its layout's folder and tag."""
        folder = self.folder / f"layout-{content}"
        config = {"architecture": "amd64", "os": "linux", "config": {"Entrypoint": ["/x"]}}
        archives = [tar({"/shared": Entry(content=b"s" * 100_000)}), tar({"/x": Entry(content=content.encode() * 1000)})]
        return folder, content_tag(Layout(folder).add_image(archives, config))

    def registry(self, name="own"):
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return push_images.Registry(folder, self.url, *ecr_token.read_token("us-east-1"))

    def test_an_image_goes_in_and_comes_out_as_it_was(self):
        folder, tag = self.layout("one")
        registry = self.registry()
        self.assertFalse(registry.has(f"{self.url}:{tag}"))
        registry.push(folder, f"{self.url}:{tag}")
        self.assertTrue(registry.has(f"{self.url}:{tag}"))
        [image] = self.ecr.describe_images(repositoryName=NAME, imageIds=[{"imageTag": tag}])["imageDetails"]
        self.assertEqual(image["imageDigest"].removeprefix("sha256:")[:12], tag)
        out = self.folder / "pulled"
        done = registry.skopeo("copy", f"docker://{self.url}@{image['imageDigest']}", f"oci:{out}:again", prefix="src-")
        self.assertEqual(done.returncode, 0, done.stderr)
        for blob in (folder / "blobs" / "sha256").iterdir():
            self.assertEqual((out / "blobs" / "sha256" / blob.name).read_bytes(), blob.read_bytes())

    def test_a_shared_layer_is_pushed_once_and_mounted(self):
        self.ecr.create_repository(repositoryName="poc/other")
        folder, tag = self.layout("mount")
        registry = self.registry()
        registry.push(folder, f"{self.url}:{tag}")
        registry.push(folder, f"{self.url.rpartition('/')[0]}/other:{tag}")
        self.ecr.delete_repository(repositoryName="poc/other", force=True)
        self.assertTrue(registry.has(f"{self.url}:{tag}"))

    def test_an_immutable_tag_refuses_another_image(self):
        folder, tag = self.layout("first")
        other, _ = self.layout("second")
        registry = self.registry()
        registry.push(folder, f"{self.url}:{tag}")
        registry.push(folder, f"{self.url}:{tag}")
        with self.assertRaisesRegex(push_images.PushError, "tag is immutable"):
            registry.push(other, f"{self.url}:{tag}")

    def test_who_may_pull_may_not_push(self):
        folder, tag = self.layout("rights")
        self.registry().push(folder, f"{self.url}:{tag}")
        self.iam.create_user(UserName="puller")
        self.iam.put_user_policy(UserName="puller", PolicyName="pull", PolicyDocument=json.dumps(PULLER))
        key = self.iam.create_access_key(UserName="puller")["AccessKey"]
        os.environ.update(AWS_ACCESS_KEY_ID=key["AccessKeyId"], AWS_SECRET_ACCESS_KEY=key["SecretAccessKey"])
        self.addCleanup(os.environ.update, self.environment)
        registry = self.registry("puller")
        self.assertTrue(registry.has(f"{self.url}:{tag}"))
        other, _ = self.layout("more")
        with self.assertRaisesRegex(push_images.PushError, "403|not authorized to perform: ecr:"):
            registry.push(other, f"{self.url}:another")

    def test_no_token_no_registry(self):
        image = f"docker://{self.url}:x"
        done = subprocess.run(["skopeo", "inspect", "--cert-dir", str(self.registry().certificates), image],
                              capture_output=True, text=True, env={"PATH": os.environ["PATH"], "HOME": str(self.folder)}, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("unauthorized", done.stderr)

    def test_what_was_pushed_outlives_a_kill_of_the_region(self):
        folder, tag = self.layout("kept")
        registry = self.registry()
        registry.push(folder, f"{self.url}:{tag}")
        self.region.kill()
        self.assertTrue(registry.has(f"{self.url}:{tag}"))
        self.assertEqual(self.ecr.describe_repositories(repositoryNames=[NAME])["repositories"][0]["repositoryUri"], self.url)


if __name__ == "__main__":
    python.enter()
    verdict.main()
