#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Stock Terraform brings staging up on a region of the test's own, undisturbed and disturbed, and takes it down again."""
import json
import os
import random
import signal
import sys
import unittest

import stack

import verdict  # By the path that stack adds.

SEED = int(os.environ.get("ATLAS_TEST_SEED", random.SystemRandom().randrange(2**32)))
KILLS = 10


class OnARegion(unittest.TestCase):
    """A region and a stack on it for each test; `inventory` before the first apply is what destroy must come back to."""

    def setUp(self):
        self.stack = stack.start(self._testMethodName.replace("_", "-")[:30], self.addCleanup)
        self.region = self.stack.region
        self.before = self.stack.inventory()

    def assert_plan_is_empty(self):
        empty, text = self.stack.terraform.plan_is_empty()
        self.assertTrue(empty, text[-6000:])

    def assert_event_arrives(self):
        self.stack.wait_until_serving()
        message = self.stack.send_event()
        record = self.stack.read_back(message)
        self.assertEqual("u-1", record["key"], record)
        return record

    def assert_nothing_is_there_twice(self):
        seen, owned = self.stack.inventory(), self.stack.counted_in_state()
        for kind, ids in seen.items():
            if kind in owned and kind != "aws_security_group":  # A VPC's default group is not Terraform's.
                self.assertEqual(owned[kind], len(set(ids) - set(self.before[kind])), f"{kind}: {ids}")

    def destroy_and_assert_nothing_is_left(self):
        self.stack.terraform.destroy()
        self.assertEqual(self.before, self.stack.inventory())
        self.region.stop()
        self.assertEqual([], self.region.remnants())


class Undisturbed(OnARegion):
    def test_the_way_up_an_event_an_empty_plan_and_destroy(self):
        self.stack.way_up()
        self.assert_plan_is_empty()
        record = self.assert_event_arrives()
        key = self.region.atlas("env", "--write-key").strip()
        self.assertNotIn(key, self.stack.state_text(), "the write key is in Terraform's state")
        self.assertNotIn(key, record["value"], "the write key is in the record")
        self.assert_nothing_is_there_twice()
        self.assert_plan_is_empty()
        self.destroy_and_assert_nothing_is_left()


class Disturbed(OnARegion):
    """The seed is printed: ATLAS_TEST_SEED repeats it."""

    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)
        print(f"ATLAS_TEST_SEED={SEED}", file=sys.stderr)

    def test_an_interrupted_apply_and_ten_kills_of_the_region_converge(self):
        self.interrupted_apply()
        self.stack.first_apply()
        self.stack.push_images()
        self.apply_under_kills()
        self.assert_plan_is_empty()
        self.assert_nothing_is_there_twice()
        self.assert_event_arrives()
        self.destroy_and_assert_nothing_is_left()

    def interrupted_apply(self):
        """One SIGINT after the n-th resource of the first apply was begun; Terraform ends by itself."""
        at = self.random.randrange(3, 20)
        process = self.stack.terraform.start("apply", "-auto-approve", "-input=false", "-json", *stack.FIRST)
        for line in process.stdout:
            if '"type":"apply_start"' in line:
                at -= 1
                if at == 0:
                    process.send_signal(signal.SIGINT)
        self.assertNotEqual(0, process.wait(120), "the apply ended before it was interrupted")

    def apply_under_kills(self):
        """A plain apply during which the region is killed at moments drawn from what the apply prints."""
        process = self.stack.terraform.start("apply", "-auto-approve", "-input=false", "-json")
        moments = set(self.random.sample(range(1, 80), KILLS))
        applying = killed = 0
        for line in process.stdout:
            message = json.loads(line) if line.startswith("{") else {"type": "other", "@message": line}
            if message.get("@level") == "error":
                print(message["@message"], file=sys.stderr)
            applying += message["type"] in ("apply_start", "apply_progress", "apply_complete")
            if applying in moments:
                moments.discard(applying)
                self.region.kill()
                killed += 1
        self.assertEqual(0, process.wait(600), "that same apply must end well")
        self.assertGreaterEqual(killed, KILLS, f"the apply was over after {killed} kills: seed {SEED}")


if __name__ == "__main__":
    verdict.main()
