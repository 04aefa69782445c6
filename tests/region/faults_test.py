#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Staging under faults: kills of the region and of what serves, `down` and up again, a second region beside it."""
import os
import signal
import subprocess
import unittest
from pathlib import Path

import region
import stack

import verdict  # By the path that stack adds, as the next.
from foreign import python

BACK_WITHIN_S = 30
up = None  # The stack that all tests of this file share.


def setUpModule():
    global up
    up = stack.bring_up("faults", unittest.addModuleCleanup)


def processes(program):
    """Pids of a program that belong to the region: its command line or its cgroup names the region or its home."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_text(errors="replace").split("\0")
            where = " ".join(command) + (folder / "cgroup").read_text() + (folder / "mountinfo").read_text()
        except OSError:
            continue
        if Path(command[0]).name == program and (up.region.id in where or str(up.region.home) in where):
            found.add(int(folder.name))
    return found


class Kills(unittest.TestCase):
    def requests_during(self, disturb, count=400):
        """Answers that were not 200 among `count` requests of one client, while `disturb` is done."""
        client = subprocess.Popen(["curl", "--silent", "--cacert", up.environment["ATLAS_CA"], "--rate", "6000/m",
                                   "--max-time", "10", "--output", "/dev/null", "--write-out", "%{http_code}\n",
                                   f"https://{up.host}/ready?[1-{count}]"], stdout=subprocess.PIPE, text=True)
        self.assertEqual("200", client.stdout.readline().strip())
        disturb()
        answers = client.stdout.read().split()
        client.wait()
        self.assertEqual(count - 1, len(answers), "each request got its answer")
        return [answer for answer in answers if answer != "200"]

    def test_kill_of_the_region_fails_no_request_and_everything_is_adopted(self):
        serving = {program: processes(program) for program in ("haproxy", "atlas-broker", "events-ingestion", "dnsmasq")}
        for program, pids in serving.items():
            self.assertTrue(pids, f"no {program} of the region is running")
        self.assertEqual([], self.requests_during(up.region.kill))
        self.assertEqual(serving, {program: processes(program) for program in serving})
        empty, text = up.terraform.plan_is_empty()
        self.assertTrue(empty, text[-4000:])

    def test_what_serves_comes_back_by_itself(self):
        for program in ("dnsmasq", "events-ingestion", "haproxy", "atlas-broker"):
            with self.subTest(program=program):
                before = processes(program)
                victim = min(before)
                os.kill(victim, signal.SIGKILL)
                region.until(lambda: len(processes(program) - {victim}) >= len(before), BACK_WITHIN_S,
                             f"{program} is back")
                up.wait_until_serving()
                message = up.send_event()
                self.assertEqual("u-1", up.read_back(message)["key"])


class DownAndUp(unittest.TestCase):
    def test_z_the_same_region_comes_back_with_an_empty_plan(self):
        message = up.send_event()
        up.region.atlas("down")
        self.assertEqual([], up.region.remnants())
        up.region.start()
        up.wait_until_serving()
        empty, text = up.terraform.plan_is_empty()
        self.assertTrue(empty, text[-4000:])
        self.assertEqual("u-1", up.read_back(message)["key"])


class Beside(unittest.TestCase):
    def test_a_second_region_answers_beside_the_first(self):
        other = region.Region("beside")
        self.addCleanup(other.stop)
        self.assertNotEqual(other.id, up.region.id)
        theirs = other.environment()
        self.assertNotEqual(theirs["AWS_ENDPOINT_URL"], up.environment["AWS_ENDPOINT_URL"])
        mine = up.aws("sts", "get_caller_identity")["Account"]
        said = python.run("aws_call.py", environment=os.environ | theirs, given='["sts", "get_caller_identity", {}]')
        self.assertNotIn(mine, said)
        other.stop()
        self.assertEqual([], other.remnants())
        up.wait_until_serving()


if __name__ == "__main__":
    verdict.main()
