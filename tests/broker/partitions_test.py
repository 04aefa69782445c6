# SPDX-License-Identifier: Apache-2.0
"""A broker with many partitions: open files, and its end. `ATLAS_PARTITIONS` says how many, and prints what each step took."""
import os
import time
import unittest

import foreign_clients
from broker import Broker

try:
    from confluent_kafka import Producer
    from confluent_kafka.admin import AdminClient, NewTopic
except ImportError:  # Before the interpreter is changed.
    pass

PARTITIONS = int(os.environ.get("ATLAS_PARTITIONS", "600"))
IN_TOPIC = min(PARTITIONS, 5000)
FILES_MAX = 400  # 256 idle ones, and what the process itself and its clients have open
STOP_MAX_S = 5 if "ATLAS_PARTITIONS" in os.environ else 12  # The promise, measured on purpose; else only what is no hang


class Partitions(unittest.TestCase):
    def setUp(self):
        self.broker = Broker(count=1, plaintext=True).start()
        self.addCleanup(self.broker.close)

    def open_files(self):
        return len(os.listdir(f"/proc/{self.broker.process.pid}/fd"))

    def timed(self, what, step):
        begun = time.monotonic()
        step()
        took = time.monotonic() - begun
        print(f"{what}: {took:.2f} s, {self.open_files() if self.broker.process.poll() is None else 0} files open", flush=True)
        return took

    def create(self):
        admin = AdminClient({"bootstrap.servers": self.broker.bootstrap})
        for number in range(PARTITIONS // IN_TOPIC):
            for made in admin.create_topics([NewTopic(f"many-{number}", IN_TOPIC)], operation_timeout=600, request_timeout=600).values():
                made.result(600)

    def write_to_each(self):
        failures = []
        producer = Producer({"bootstrap.servers": self.broker.bootstrap, "linger.ms": 100})
        for number in range(PARTITIONS // IN_TOPIC):
            for partition in range(IN_TOPIC):
                producer.produce(f"many-{number}", b"x" * 100, partition=partition,
                                 on_delivery=lambda error, _: failures.append(error) if error else None)
        self.assertEqual(producer.flush(120), 0)
        self.assertEqual(failures, [])

    def test_open_files_are_bounded_and_the_end_comes_soon(self):
        self.timed(f"create {PARTITIONS}", self.create)
        self.assertLess(self.open_files(), FILES_MAX)
        self.timed("write to each", self.write_to_each)
        # The last is acknowledged a moment before the files that its sync has covered are closed.
        deadline = time.monotonic() + 10
        while self.open_files() >= FILES_MAX:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        self.assertLess(self.broker.control("status")["open_files"], FILES_MAX)
        for each in ("with all of them written", "with none written"):
            self.assertLess(self.timed(f"SIGTERM {each}", self.broker.stop), STOP_MAX_S)
            self.timed("start", self.broker.start)
            self.assertLess(self.open_files(), FILES_MAX)
        self.assertNotIn("ends at", self.broker.log_text())  # Nothing was recovered: the ends were clean.


if __name__ == "__main__":
    foreign_clients.main()
