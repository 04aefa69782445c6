#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: bench/broker/many.py   what many topics and partitions cost a broker: creation, open files, its end.

Needs `make build`. A topic's creation is measured one at a time, as an administrator makes them."""
import os
import statistics
import sys
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
RELEASE = TOP / "build/release"
os.environ["ATLAS_BROKER"] = str(RELEASE / "atlas-broker")
os.environ["ATLAS_SEAL_SESSION"] = str(RELEASE / "tests/broker/seal_session")
sys.path[:0] = [str(TOP / "bench"), str(TOP / "tests/broker"), str(TOP / "tests/foreign")]
import cost  # noqa: E402
import python  # noqa: E402
from figure import figure  # noqa: E402

python.enter()
from broker import Broker  # noqa: E402
from confluent_kafka.admin import AdminClient, NewTopic  # noqa: E402

TOPICS, ONE_BY_ONE, PARTITIONS = 1000, 100, 10_000


class Topics:
    def __init__(self, broker):
        self.admin = AdminClient({"bootstrap.servers": broker.bootstrap})
        self.made = 0

    def make(self, count, partitions=1):
        """Creates them by one request; seconds."""
        names = [f"topic-{self.made + number}" for number in range(count)]
        self.made += count
        begun = time.perf_counter()
        for answer in self.admin.create_topics([NewTopic(name, partitions) for name in names], operation_timeout=600,
                                               request_timeout=600).values():
            answer.result(600)
        return time.perf_counter() - begun

    def one_ms(self):
        """Median milliseconds of one more topic."""
        return statistics.median(self.make(1) for _ in range(ONE_BY_ONE)) * 1000


def replaced_ms(folder, size, rounds=ONE_BY_ONE):
    """Median of what the topics' file costs at least: write it beside, fsync, rename, fsync of the folder."""
    times, content = [], b"x" * size
    folder_fd = os.open(folder, os.O_RDONLY)
    try:
        for _ in range(rounds):
            begun = time.perf_counter()
            descriptor = os.open(folder / "floor.tmp", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.write(descriptor, content)
            os.fsync(descriptor)
            os.close(descriptor)
            os.rename(folder / "floor.tmp", folder / "floor")
            os.fsync(folder_fd)
            times.append(time.perf_counter() - begun)
    finally:
        os.close(folder_fd)
        (folder / "floor").unlink()
    return statistics.median(times) * 1000


def measure_topics():
    with Broker(count=1, plaintext=True) as broker:
        topics = Topics(broker)
        first = topics.one_ms()
        topics.make(TOPICS - ONE_BY_ONE)
        many = topics.one_ms()
        written = next(broker.home.glob("data/**/topics.json"))
        floor = replaced_ms(broker.home, written.stat().st_size)
        figure(f"creating a topic beside the first {ONE_BY_ONE}, p50", first, "ms")
        figure(f"creating a topic beside {TOPICS:,}, p50", many, "ms")
        figure("replacing a file as large as topics.json, p50", floor, "ms", note="what its fsync costs on that disk")
        figure(f"creating a topic beside {TOPICS:,} above that", many - floor, "ms", goal=2, better="lower")


def measure_partitions():
    with Broker(count=1, plaintext=True) as broker:
        topics = Topics(broker)
        figure(f"creating {PARTITIONS:,} partitions", topics.make(2, PARTITIONS // 2), "s", note="two topics, one request")
        figure(f"files open with {PARTITIONS:,} partitions", len(os.listdir(f"/proc/{broker.process.pid}/fd")), "files")
        figure(f"memory with {PARTITIONS:,} partitions", cost.resident_mib(broker.process.pid), "MiB")
        begun = time.perf_counter()
        broker.stop()
        figure(f"SIGTERM to the end with {PARTITIONS:,} partitions", time.perf_counter() - begun, "s", goal=5, better="lower")
        begun = time.perf_counter()
        broker.start()
        figure(f"start with {PARTITIONS:,} partitions", time.perf_counter() - begun, "s")


measure_topics()
measure_partitions()
