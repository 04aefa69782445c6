#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: bench/broker/run.py [RUNS]   the broker's figures by librdkafka, over TLS + IAM and in clear.

Needs `make build` and the targets of `make bench`. Latency and throughput are medians of RUNS; a topic each."""
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
RELEASE = TOP / "build/release"
LOAD = RELEASE / "bench/broker/kafka_load"
os.environ["ATLAS_BROKER"] = str(RELEASE / "atlas-broker")
os.environ["ATLAS_SEAL_SESSION"] = str(RELEASE / "tests/broker/seal_session")
sys.path[:0] = [str(TOP / "bench"), str(TOP / "tests/broker"), str(TOP / "tests/foreign")]
import cost  # noqa: E402
import python  # noqa: E402
from figure import figure  # noqa: E402

python.enter()
from broker import Broker, allow  # noqa: E402
from confluent_kafka.admin import AdminClient, NewTopic  # noqa: E402
from signed_token import signed_token  # noqa: E402

ONE_IN_FLIGHT, MANY, BYTES = 3000, 400_000, 1024


def disk_us(folder, rounds=1000):
    """Times of a write of one record and fdatasync into room that is there already: below it nobody acknowledges."""
    path, record, times = folder / "floor", b"x" * BYTES, []
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL)
    try:
        os.posix_fallocate(descriptor, 0, rounds * BYTES)
        os.fsync(descriptor)
        for number in range(rounds):
            begun = time.perf_counter()
            os.pwrite(descriptor, record, number * BYTES)
            os.fdatasync(descriptor)
            times.append((time.perf_counter() - begun) * 1e6)
    finally:
        os.close(descriptor)
        path.unlink()
    return times


class Measured:
    """One broker under load; each figure's values run by run."""

    def __init__(self, broker, environment, settings):
        self.broker, self.environment = broker, os.environ | environment
        self.admin = AdminClient(settings)
        self.admin.poll(0)
        self.values = {}

    def memory_mib(self):
        return cost.resident_mib(self.broker.process.pid)

    def load(self, what, topic, partitions, records):
        """Runs one kafka_load; keeps what it printed and the broker's processor time a record."""
        if partitions:
            for made in self.admin.create_topics([NewTopic(topic, partitions)]).values():
                made.result(20)
        before = cost.processor_s(self.broker.process.pid)
        done = subprocess.run([LOAD, what, self.broker.bootstrap, topic, str(records), str(BYTES)], env=self.environment,
                              check=False, capture_output=True, text=True, timeout=300)
        if done.returncode:
            raise AssertionError(f"kafka_load {what} ended {done.returncode}: {done.stderr.strip()[-1000:]}")
        spent_us = (cost.processor_s(self.broker.process.pid) - before) / records * 1e6
        found = dict(re.findall(r"(p50|p99|worst) (\d+) us", done.stdout)) | {"processor us": spent_us}
        found |= {"records/s": rate for rate in re.findall(r"(\d+) records/s", done.stdout)}
        for name, value in found.items():
            self.values.setdefault((what, name), []).append(float(value))

    def disk(self):
        """The disk's own figures, taken in the same minute."""
        cuts = statistics.quantiles(disk_us(self.broker.home), n=100)
        for name, value in (("p50", cuts[49]), ("p99", cuts[98])):
            self.values.setdefault(("disk", name), []).append(value)

    def run(self, number):
        self.disk()
        self.load("latency", f"latency-{number}", 1, ONE_IN_FLIGHT)
        self.load("roundtrip", f"roundtrip-{number}", 1, ONE_IN_FLIGHT)
        self.load("produce", f"load-{number}", 6, MANY)
        self.load("consume", f"load-{number}", 0, MANY)

    def show(self, name, key, unit, scale=1.0, **more):
        values = [value * scale for value in self.values[key]]
        note = more.pop("note", "")
        spread = f"median of {len(values)}; {min(values):,.5g} to {max(values):,.5g}"
        figure(name, statistics.median(values), unit, note=f"{note}; {spread}" if note else spread, **more)


def measure(way, measured, runs, goals):
    def goal(value):
        return {"goal": value, "better": "lower"} if goals else {}

    figure(f"memory idle, {way}", measured.memory_mib(), "MiB", **goal(30))
    for number in range(runs):
        measured.run(number)
    for percent, most in (("p50", 0.4), ("p99", 2)):
        measured.show(f"one record acknowledged, {percent}, {way}", ("latency", percent), "ms", 1e-3,
                      note="produced to acknowledged, fdatasync between", **goal(most))
        measured.show(f"fdatasync of this disk alone, {percent}, {way}", ("disk", percent), "ms", 1e-3,
                      note="write and fdatasync of one record, before each run")
    for percent in ("p50", "p99"):
        measured.show(f"one record consumed, {percent}, {way}", ("roundtrip", percent), "ms", 1e-3,
                      note="produced to consumed by another connection")
    for what in ("produce", "consume"):
        measured.show(f"{what}, {way}", (what, "records/s"), "records/s", note=f"{MANY:,} of {BYTES} B, 6 partitions")
        measured.show(f"processor time of the broker, {what}, {way}", (what, "processor us"), "µs a record")
    figure(f"memory loaded, {way}", measured.memory_mib(), "MiB", **goal(120))


def measure_check(runs):
    """What it costs to unpack and check compressed batches before they are taken, by a broker with and one without."""
    spent = {True: [], False: []}
    for number in range(runs):
        for check in (True, False) if number % 2 == 0 else (False, True):
            with Broker(plaintext=True, properties={"atlas.check.packed.batches": str(check).lower()}) as broker:
                measured = Measured(broker, {"ATLAS_CODEC": "lz4"}, {"bootstrap.servers": broker.bootstrap})
                measured.load("produce", "packed", 6, MANY)
                spent[check] += measured.values["produce", "processor us"]
    with_it, without = statistics.median(spent[True]), statistics.median(spent[False])
    figure("processor time of the broker, produce lz4, checked", with_it, "µs a record", note=f"median of {runs}")
    figure("processor time of the broker, produce lz4, not checked", without, "µs a record",
           note=f"median of {runs}; atlas.check.packed.batches=false")


def main(runs):
    with Broker() as broker:
        user = broker.add_user("bench", allow("*", "*"))
        token, expires = signed_token(user)
        settings = {"bootstrap.servers": broker.bootstrap, "security.protocol": "SASL_SSL", "sasl.mechanisms": "OAUTHBEARER",
                    "oauth_cb": lambda _: (token, expires / 1000), "ssl.ca.location": broker.ca}
        measure("TLS + IAM", Measured(broker, {"ATLAS_TOKEN": token, "ATLAS_CA": broker.ca}, settings), runs, goals=True)
    with Broker(plaintext=True) as broker:
        measure("in clear", Measured(broker, {}, {"bootstrap.servers": broker.bootstrap}), 1, goals=False)
    measure_check(runs)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
