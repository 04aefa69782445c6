# SPDX-License-Identifier: Apache-2.0
"""`down` and the same region again, after faults that leave things half-done. In the order of the names."""
import os
import signal
import subprocess
import sys
import time

import region

from . import staged


class DownAndUp(staged.TestCase):
    def assert_nothing_is_left(self):
        """The keeper alone may be on its last steps: it is told by the region's end."""
        region.until(lambda: self.region.keeper() is None, 5, "the keeper has ended")
        self.assertEqual([], self.region.remnants())

    def assert_the_same_region_comes_back(self, message):
        account = self.account
        begun = time.monotonic()
        self.region.start()
        self.up.wait_until_serving()
        print(f"the region answered after {self.region.started_s:.3f} s, the edge after "
              f"{time.monotonic() - begun:.3f} s", file=sys.stderr)
        self.assertEqual(account, self.up.aws("sts", "get_caller_identity")["Account"])
        self.assert_plan_is_empty()
        self.assertEqual("u-1", self.up.read_back(message)["key"])

    def setUp(self):
        self.account = self.up.aws("sts", "get_caller_identity")["Account"]

    def test_1_down_right_after_engines_were_killed_and_down_again(self):
        message = self.assert_event_arrives()
        for program in ("haproxy", "atlas-broker", "events-ingestion"):
            os.kill(min(self.region.processes(program)), signal.SIGKILL)
        self.region.atlas("down")
        self.assert_nothing_is_left()
        self.region.atlas("down")
        self.assert_nothing_is_left()
        self.assert_the_same_region_comes_back(message)

    def test_2_a_crash_of_everything_at_once(self):
        message = self.assert_event_arrives()
        killed = self.region.crash()
        self.assertGreater(len(killed), 8, "region, keeper, resolver, and processes of each engine")
        self.assert_the_same_region_comes_back(message)
        self.assert_event_arrives()

    def test_3_down_of_a_region_whose_process_is_dead_then_purge(self):
        serving = self.region.processes("haproxy") | self.region.processes("atlas-broker")
        self.region.kill_for_good()
        self.assertEqual(serving, self.region.processes("haproxy") | self.region.processes("atlas-broker"),
                         "what serves goes on without its region")
        self.region.atlas("down")
        self.assert_nothing_is_left()
        self.assertTrue((self.region.home / "store.db").exists(), "down keeps the data")
        self.region.atlas("down", "--purge", "--yes")
        self.assert_nothing_is_left()
        self.assertFalse(self.region.home.exists())
        listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout
        self.assertIn(self.staged.second.region.id, listed, "the other region's namespaces stay")
