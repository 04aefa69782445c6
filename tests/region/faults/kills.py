# SPDX-License-Identifier: Apache-2.0
"""kill -9 of the region, its keeper, and each thing that serves, under traffic."""
import os
import signal
import subprocess
import sys
import time

import processes
import region

from . import staged
from .traffic import Events, Traffic

BACK_WITHIN_S = 60
SERVING = ("haproxy", "atlas-broker", "events-ingestion", "dnsmasq", "conmon")
# Asks the resolver of resolv.conf's kind for one A record: exit 0 when it answers with an address.
ASK = """
import socket, sys
name, resolver = sys.argv[1:]
labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split("."))
query = b"\\x11\\x22\\x01\\x00\\x00\\x01\\x00\\x00\\x00\\x00\\x00\\x00" + labels + b"\\x00\\x00\\x01\\x00\\x01"
client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
client.settimeout(5)
client.sendto(query, (resolver, 53))
sys.exit(client.recv(512)[6:8] == b"\\x00\\x00")
"""


class Region(staged.TestCase):
    def test_kill_of_the_region_fails_no_request_and_everything_is_adopted(self):
        serving = {program: self.region.processes(program) for program in SERVING}
        for program, pids in serving.items():
            self.assertTrue(pids, f"no {program} of the region is running")
        with Traffic(self.up) as fresh, Traffic(self.up, fresh=False) as kept, Events(self.up) as events:
            for _ in range(3):
                killed = time.monotonic()
                print(f"the region was back after {self.region.kill():.3f} s", file=sys.stderr)
                for traffic in (fresh, kept, events):
                    region.until(lambda each=traffic: each.answered_since(killed) > 20, BACK_WITHIN_S, "requests go on")
        for traffic in (fresh, kept, events):
            self.assertEqual([], traffic.failed())
        self.assertEqual([], events.lost())
        self.assertEqual(serving, {program: self.region.processes(program) for program in SERVING})
        self.assert_plan_is_empty()

    def test_kill_of_the_keeper_then_of_the_region(self):
        keeper = self.region.keeper()
        serving = {program: self.region.processes(program) for program in SERVING}
        with Traffic(self.up) as traffic:
            before = self.region.pid()
            os.kill(keeper, signal.SIGKILL)
            region.until(lambda: self.region.keeper() not in (None, keeper), BACK_WITHIN_S, "another keeper is there")
            self.assertEqual(before, self.region.pid(), "the region went on")
            print(f"the region was back after {self.region.kill():.3f} s", file=sys.stderr)
        self.assertEqual([], traffic.failed())
        self.assertEqual(serving, {program: self.region.processes(program) for program in SERVING})


class Serving(staged.TestCase):
    """What is killed comes back by itself, and with it fails at most what was in flight on it."""

    def kill(self, victim, program, traffic, in_flight):
        """Kills a process and waits until as many of its program are there as before, and requests are answered."""
        before = self.region.processes(program)
        self.assertIn(victim, before)
        begun = time.monotonic()
        region.until(lambda: traffic.answered_since(begun) > 5, BACK_WITHIN_S, "requests before the kill")
        self.assertEqual([], traffic.failed())
        # Until its last thread is gone, one may be inside accept(): what it takes there is in flight too.
        ending = processes.open_processes({victim} | processes.children(victim))
        os.kill(victim, signal.SIGKILL)
        killed = time.monotonic()
        processes.wait_for_end(ending)
        ended = time.monotonic()
        region.until(lambda: len(self.region.processes(program) - {victim}) >= len(before), BACK_WITHIN_S,
                     f"another {program} for {victim}")
        print(f"{program} {victim} was replaced after {time.monotonic() - killed:.3f} s", file=sys.stderr)
        region.until(lambda: traffic.answered_since(ended) > 50, BACK_WITHIN_S, "requests after the kill")
        self.assertEqual([], traffic.failed(begun_after=ended), "only what was in flight may fail")
        self.assertLessEqual(len(traffic.failed()), in_flight)

    def conmon_of(self, prefix):
        """The monitor of the first workload whose id begins so."""
        return min(pid for pid in self.region.processes("conmon")
                   if any(word.startswith(prefix) for word in processes.command_line(pid)))

    def test_haproxy(self):
        for choose in (min, max):  # The master, then its worker.
            with self.subTest(process=choose.__name__), Traffic(self.up, clients=4) as traffic:
                self.kill(choose(self.region.processes("haproxy")), "haproxy", traffic, in_flight=4)

    def test_a_task(self):
        with Traffic(self.up, clients=4) as traffic:
            self.kill(min(self.region.processes("events-ingestion")), "events-ingestion", traffic, in_flight=4)

    def test_dnsmasq(self):
        with Events(self.up) as traffic:
            self.kill(min(self.region.processes("dnsmasq")), "dnsmasq", traffic, in_flight=0)
        self.assertEqual([], traffic.failed())
        self.assert_names_resolve()

    def assert_names_resolve(self):
        """A broker's name, asked from a task's namespace at the VPC's resolver, as the task itself would."""
        task = min(self.region.processes("events-ingestion"))
        name = self.up.terraform.outputs()["msk_bootstrap_brokers_sasl_iam"].split(",")[0].rsplit(":", 1)[0]
        done = subprocess.run(["nsenter", f"--net=/proc/{task}/ns/net", sys.executable, "-c", ASK, name,
                               "169.254.169.253"], capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(0, done.returncode, done.stderr)

    def test_the_broker(self):
        with Events(self.up, clients=2) as traffic:
            self.kill(min(self.region.processes("atlas-broker")), "atlas-broker", traffic, in_flight=2)
        self.assertEqual([], traffic.lost())

    def test_conmon_of_the_broker(self):
        with Events(self.up, clients=2) as traffic:
            self.kill(self.conmon_of("msk-"), "conmon", traffic, in_flight=2)
        self.assertEqual([], traffic.lost())

    def test_conmon_of_a_task(self):
        with Traffic(self.up, clients=4) as traffic:
            self.kill(self.conmon_of("ecs-"), "conmon", traffic, in_flight=4)
