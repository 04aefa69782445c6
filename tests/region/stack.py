# SPDX-License-Identifier: Apache-2.0
"""The staging root of a test's region: a copy of terraform/, the way up, and an event through it."""
import collections
import functools
import json
import re
import subprocess
import shutil
import sys
import unittest
import uuid
from pathlib import Path

from region import ROOT, Region, until, why_not

sys.path.insert(0, str(ROOT / "tests"))
from foreign import boto, python, terraform  # noqa: E402

FIRST = ("-target=module.registry", "-target=module.streaming", "-var", "enable_msk_public_access=false")
SERVING_WITHIN_S = 90
ADMINISTRATOR = (None, 0)  # (identity, clock's offset)


def start(name, add_cleanup):
    """A region with an empty staging root on it; raises SkipTest with the reason where that cannot be."""
    reason = why_not()
    if not terraform.program():
        reason = "neither terraform nor tofu is on PATH"
    if reason:
        raise unittest.SkipTest(reason)
    try:
        python.interpreter()
    except python.Unavailable as missing:
        raise unittest.SkipTest(f"the foreign Python clients cannot be had: {missing}") from None
    region = Region(name)
    add_cleanup(region.stop)
    stack = Stack(region)
    add_cleanup(stack.close)
    add_cleanup(shutil.rmtree, stack.terraform.tree.parent, ignore_errors=True)
    try:
        stack.inventory()
    except AssertionError as said:
        if missing := re.search(r"\S+ is not implemented by this region", str(said)):
            raise unittest.SkipTest(missing[0]) from None
        raise
    return stack


def bring_up(name, add_cleanup):
    """The same, with staging applied and serving."""
    stack = start(name, add_cleanup)
    stack.way_up()
    stack.wait_until_serving()
    return stack


class Stack:
    """Staging on one region. Host names carry the region's id, so that tests beside one another do not meet."""

    def __init__(self, region):
        self.region = region
        self.environment = region.environment()
        self.callers = {}  # (identity, clock's offset) -> Boto
        self.host = f"events-{region.id}.staging.atlas.test"
        self.terraform = terraform.Terraform(region.home.parent / f"{region.home.name}-tree", "staging",
                                             self.environment | {"TF_VAR_events_ingestion_host": self.host})
        self.terraform.environment.pop("TF_WORKSPACE")
        self.terraform.init()
        self.terraform.run("workspace", "new", self.environment["TF_WORKSPACE"])
        self.terraform.environment["TF_WORKSPACE"] = self.environment["TF_WORKSPACE"]

    def close(self):
        for caller in self.callers.values():
            caller.close()
        self.callers.clear()

    @functools.cached_property
    def outputs(self):
        """The root's outputs, read once: for after the way up."""
        return self.terraform.outputs()

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
        assert status == 200, f"the event was answered {status}: {body}"
        return message

    def read_back(self, message):
        """The record that holds the message, read by librdkafka over the public bootstrap."""
        lines = self.kafka("consume", self.outputs["events_ingestion_topic"], "30", message)
        return json.loads(lines.strip().splitlines()[-1])

    def inventory(self):
        """What boto3 sees in the region, kind -> ids."""
        return json.loads(python.run("aws_inventory.py", environment=self.terraform.environment))

    def aws(self, service, operation, /, identity=None, clock_offset_s=0, **arguments):
        """One call by boto3: its answer, or {"error": …} as aws_call.py says. `identity`: other credentials."""
        said = self.caller((identity, clock_offset_s)).call(service, operation, arguments)
        return said.get("answer", said)

    def caller(self, who):
        """The boto3 of an identity and a clock: the administrator's stays, of the others only the last."""
        if who not in self.callers:
            for other in [each for each in self.callers if each != ADMINISTRATOR]:
                self.callers.pop(other).close()
            self.callers[who] = boto.Boto(self.environment_of(*who))
        return self.callers[who]

    def environment_of(self, identity, clock_offset_s=0):
        """The environment of a client: the administrator's, or with another's access key, secret and session token."""
        names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
        return self.terraform.environment | dict(zip(names, identity or ())) | {
            "SIGNING_CLOCK_OFFSET_S": str(clock_offset_s)}

    def user(self, name, *statements):
        """A new IAM user that may do what the statements say; (access key, secret)."""
        self.aws("iam", "create_user", UserName=name)
        if statements:
            policy = json.dumps({"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": actions, "Resource": resources} for actions, resources in statements]})
            self.aws("iam", "put_user_policy", UserName=name, PolicyName="only", PolicyDocument=policy)
        key = self.aws("iam", "create_access_key", UserName=name)["AccessKey"]
        return key["AccessKeyId"], key["SecretAccessKey"]

    def kafka(self, *arguments, identity=None, clock_offset_s=0, given=""):
        """kafka_client.py over the public bootstrap; raises with librdkafka's words where it fails."""
        command, *rest = arguments
        return python.run("kafka_client.py", command, self.outputs["msk_bootstrap_brokers_public_sasl_iam"],
                          *rest, environment=self.environment_of(identity, clock_offset_s), given=given)

    def counted_in_state(self):
        """kind -> how many of it Terraform's state holds."""
        _, text = self.terraform.run("state", "list")
        counted = collections.Counter()
        for address in text.splitlines():
            kind = [part for part in address.split(".") if part.startswith("aws_")][0]
            if ".data." not in f".{address}":
                counted[kind] += 1
        return counted

    def state_text(self):
        return "".join(path.read_text() for path in Path(self.terraform.root).rglob("*.tfstate*") if path.is_file())
