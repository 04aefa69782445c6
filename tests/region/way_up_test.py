#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Stock Terraform brings staging up on a region of the test's own, undisturbed and disturbed, and takes it down again."""
import os
import queue
import random
import sys
import time
import unittest

import commit_watch
import stack

import verdict  # By the path that stack adds, as the next.
from foreign import terraform_apply

SEED = int(os.environ.get("ATLAS_TEST_SEED", random.SystemRandom().randrange(2**32)))
KILLS = 10
QUIET_S = 1
COMMIT_WITHIN_S = 5


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
        owned["aws_security_group"] += owned["aws_vpc"]  # A VPC's default group is not Terraform's.
        for kind, ids in seen.items():
            if kind.startswith("aws_"):
                self.assertEqual(owned[kind], len(set(ids) - set(self.before[kind])), f"{kind}: {ids}")

    def destroy(self):
        self.stack.terraform.destroy()

    def destroy_and_assert_nothing_is_left(self):
        self.destroy()
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
        self.tell(f"ATLAS_TEST_SEED={SEED}")

    def tell(self, text):
        print(text, file=sys.stderr, flush=True)

    def test_an_interrupted_apply_then_kills_of_the_region_in_apply_and_destroy(self):
        self.interrupt_an_apply()
        self.stack.first_apply()
        self.stack.push_images()
        self.apply_under_kills(KILLS)
        self.assert_plan_is_empty()
        self.assert_nothing_is_there_twice()
        self.assert_event_arrives()
        self.destroy_and_assert_nothing_is_left()

    def interrupt_an_apply(self):
        """One SIGINT to the first apply, while resources that were begun are waited for.

        Terraform hangs up on requests under way, and a resource whose creation it does not wait for is unknown to it
        for ever, on AWS too. So the moment is one at which nothing was begun just before.
        """
        with terraform_apply.Apply(self.stack.terraform, *stack.FIRST) as apply:
            apply.read_until_begun(1)
            self.read_until_quiet(apply, QUIET_S + 3 * self.random.random())
            apply.interrupt()
            code = apply.end(120)
        self.tell(f"SIGINT when {apply.begun} of {apply.planned} resources were begun; terraform ended {code}")
        self.assertLess(apply.begun, apply.planned, "the moment was too late: everything was begun")
        self.assertNotEqual(0, code, "an interrupted apply does not end well")

    @staticmethod
    def read_until_quiet(apply, quiet_s):
        try:
            while apply.next(quiet_s) is not None:
                pass
        except queue.Empty:
            return

    def destroy(self):
        self.apply_under_kills(KILLS // 2, "-destroy")

    def apply_under_kills(self, least, *arguments):
        """An apply, and kills of the region from its beginning to its end, where the last ones may come too late."""
        away = []
        with terraform_apply.Apply(self.stack.terraform, *arguments) as apply:
            apply.read_until_begun(1)
            moments = self.draw_moments(2 * apply.planned, KILLS + 1)
            while apply.next():
                if moments and apply.begun + apply.done >= moments[0]:
                    moments.pop(0)
                    away_s = self.region.kill(self.moment())
                    away += [away_s] if apply.runs() else []
            code = apply.end()
        self.tell(f"{len(away)} kills; away for {', '.join(f'{each:.3f}' for each in away)} s")
        self.assertEqual(0, code, "that same apply must end well:\n" + "\n".join(apply.errors))
        self.assertGreaterEqual(len(away), least, "the apply was over before the last kill")

    def draw_moments(self, messages, count):
        """After how many resources were begun or done each kill is due: one in each part of them."""
        return [1 + int(messages * (each + self.random.random()) / count) for each in range(count)]

    def moment(self):
        """What to wait for before a kill: a while, or the next commit, whose answer is then not sent."""
        delay_s = 10 ** self.random.uniform(-3, -0.4)
        if self.random.random() < 0.5:
            return lambda: time.sleep(delay_s)  # A random moment is the point, nothing is waited for.

        def at_commit():
            with commit_watch.CommitWatch(self.region.home) as watch:
                watch.wait(COMMIT_WITHIN_S)

        return at_commit


if __name__ == "__main__":
    verdict.main()
