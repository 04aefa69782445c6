# SPDX-License-Identifier: Apache-2.0
"""`down` at moments drawn by chance: while the region starts, and while its keeper starts it again."""
import os
import random
import signal
import sys
import time
import unittest

import region

SEED = int(os.environ.get("ATLAS_TEST_SEED", random.SystemRandom().randrange(2**32)))
ROUNDS = 6
LATEST_S = 0.4


class AnyMoment(unittest.TestCase):
    """A region with nothing on it. The seed is printed: ATLAS_TEST_SEED repeats the moments."""

    @classmethod
    def setUpClass(cls):
        if reason := region.why_not():
            raise unittest.SkipTest(reason)
        print(f"ATLAS_TEST_SEED={SEED}", file=sys.stderr)

    def setUp(self):
        self.random = random.Random(SEED)
        self.region = region.Region("moment")
        self.addCleanup(self.region.stop)

    def assert_down_leaves_nothing(self):
        time.sleep(self.random.uniform(0, LATEST_S))  # The moment itself.
        self.region.atlas("down")
        self.region.process.wait(20)
        self.assertEqual([], self.region.remnants())

    def test_down_while_the_region_starts(self):
        self.region.atlas("down")
        for _ in range(ROUNDS):
            self.region.launch()
            region.until((self.region.home / "keep").exists, 20, "the keeper is at work", pace_s=0.001)
            self.assert_down_leaves_nothing()

    def test_down_while_a_killed_region_is_started_again(self):
        for _ in range(ROUNDS):
            os.kill(self.region.pid(), signal.SIGKILL)
            self.assert_down_leaves_nothing()
            self.region.start()
