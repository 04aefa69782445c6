# SPDX-License-Identifier: Apache-2.0
"""The staging root of a test's region: a copy of terraform/, the way up, and an event through it."""
import json
import subprocess
import sys
import uuid
from pathlib import Path

from region import ROOT, until

sys.path.insert(0, str(ROOT / "tests"))
from foreign import python, terraform  # noqa: E402

FIRST = ("-target=module.registry", "-target=module.streaming", "-var", "enable_msk_public_access=false")
SERVING_WITHIN_S = 90


class Stack:
    """Staging on one region. Host names carry the region's id, so that tests beside one another do not meet."""

    def __init__(self, region):
        self.region = region
        self.environment = region.environment()
        self.host = f"events-{region.id}.staging.atlas.test"
        self.terraform = terraform.Terraform(region.home.parent / f"{region.home.name}-tree", "staging",
                                             self.environment | {"TF_VAR_events_ingestion_host": self.host})
        self.terraform.environment.pop("TF_WORKSPACE")
        self.terraform.init()
        self.terraform.run("workspace", "new", self.environment["TF_WORKSPACE"])
        self.terraform.environment["TF_WORKSPACE"] = self.environment["TF_WORKSPACE"]

    def first_apply(self, **options):
        return self.terraform.apply(*FIRST, **options)

    def push_images(self):
        """`make images`, with the tags written beside the copied root."""
        done = subprocess.run(["make", "-C", str(ROOT), "--no-print-directory", "images", f"ROOT={self.terraform.root}"],
                              env=self.terraform.environment, text=True, capture_output=True, timeout=300, check=False)
        assert done.returncode == 0, f"make images ended {done.returncode}:\n{(done.stdout + done.stderr)[-4000:]}"
        assert (self.terraform.root / "images.auto.tfvars.json").exists(), "make images wrote no tags"

    def way_up(self):
        self.first_apply()
        self.push_images()
        self.terraform.apply()

    def curl(self, *arguments, timeout=30):
        """(status, body) of a request by curl with the region's CA; status 0 where there was no answer."""
        done = subprocess.run(["curl", "--silent", "--show-error", "--max-time", str(timeout), "--cacert",
                               self.environment["ATLAS_CA"], "--write-out", "\n%{http_code}", *arguments],
                              capture_output=True, text=True, check=False)
        body, _, status = done.stdout.rpartition("\n")
        return (int(status), body) if done.returncode == 0 else (0, done.stderr)

    def wait_until_serving(self):
        """Until the edge's own target is ready; what it said last is in the failure."""
        said = []

        def ready():
            said[:] = self.curl(f"https://{self.host}/ready", timeout=5)
            return said[0] == 200

        try:
            until(ready, SERVING_WITHIN_S, "the edge serves")
        except AssertionError as late:
            raise AssertionError(f"{late}; last answer {said}\n{self.region.atlas('status', expect=(0, 5))}") from None

    def send_event(self):
        """Posts one event through the edge; returns its messageId."""
        key = self.region.atlas("env", "--write-key").strip()
        message = str(uuid.uuid4())
        event = {"type": "track", "event": "way up", "userId": "u-1", "messageId": message}
        status, body = self.curl(f"https://{self.host}/v1/events", "--user", f"{key}:", "--header",
                                 "Content-Type: application/json", "--data", json.dumps(event))
        assert status in (200, 202, 207), f"the event was answered {status}: {body}"
        return message

    def read_back(self, message):
        """The record that holds the message, read by librdkafka over the public bootstrap."""
        outputs = self.terraform.outputs()
        lines = python.run("kafka_client.py", "consume", outputs["msk_bootstrap_brokers_public_sasl_iam"],
                           outputs["events_ingestion_topic"], "30", message, environment=self.terraform.environment)
        return json.loads(lines.strip().splitlines()[-1])

    def inventory(self):
        """What boto3 sees in the region, kind -> ids."""
        return json.loads(python.run("aws_inventory.py", environment=self.terraform.environment))

    def counted_in_state(self):
        """kind -> how many of it Terraform's state holds."""
        _, text = self.terraform.run("state", "list")
        counted = {}
        for address in text.splitlines():
            kind = [part for part in address.split(".") if part.startswith("aws_")][0]
            if ".data." not in f".{address}":
                counted[kind] = counted.get(kind, 0) + 1
        return counted

    def state_text(self):
        return "".join(path.read_text() for path in Path(self.terraform.root).rglob("*.tfstate*") if path.is_file())
