# SPDX-License-Identifier: Apache-2.0
"""A broker whose disk is full: what producers, consumers and the control socket are told, and how it goes on with room."""
import os
import subprocess
import sys
import time
import unittest

import foreign_clients
from broker import Broker

try:
    from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition
    from confluent_kafka.admin import AdminClient, NewTopic
except ImportError:  # Before the interpreter is changed.
    pass

RECORD = b"x" * 500_000


def enter_own_mounts():
    """The small disk is mounted where nobody else sees it, and goes with this process."""
    if os.geteuid() != 0:
        print("skipped: only root mounts a small disk")
        sys.exit(77)
    if "ATLAS_OWN_MOUNTS" not in os.environ:
        os.environ["ATLAS_OWN_MOUNTS"] = "1"
        os.execvp("unshare", ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv])


class FullDisk(unittest.TestCase):
    def setUp(self):
        self.broker = Broker(count=1, plaintext=True)
        self.addCleanup(self.broker.close)
        self.data = self.broker.home / "data"
        self.data.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", self.data], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", self.data], check=True)
        self.broker.start()
        self.admin = AdminClient({"bootstrap.servers": self.broker.bootstrap})
        self.create("events")

    def create(self, topic):
        for made in self.admin.create_topics([NewTopic(topic, 1)]).values():
            made.result(20)

    def produce(self, value):
        """The offset, or the error's name."""
        outcome = []
        producer = Producer({"bootstrap.servers": self.broker.bootstrap, "retries": 0, "message.timeout.ms": 10000})
        producer.produce("events", value, partition=0,
                         on_delivery=lambda error, record: outcome.append(error.name() if error else record.offset()))
        producer.flush(20)
        return outcome[0]

    def read(self, count):
        consumer = Consumer({"bootstrap.servers": self.broker.bootstrap, "group.id": "unused", "enable.auto.commit": False})
        consumer.assign([TopicPartition("events", 0, 0)])
        sizes, deadline = [], time.monotonic() + 20
        while len(sizes) < count and time.monotonic() < deadline:
            record = consumer.poll(0.2)
            if record is not None and record.error() is None:
                sizes.append(len(record.value()))
        consumer.close()
        return sizes

    def wait_for_trouble(self, some):
        deadline = time.monotonic() + 15
        while bool(trouble := self.broker.control("trouble")["trouble"]) != some:
            self.assertLess(time.monotonic(), deadline, trouble)
            time.sleep(0.1)
        return trouble

    def test_a_full_disk_is_told_and_over_when_there_is_room(self):
        self.assertEqual(self.broker.control("trouble"), {"ok": True, "trouble": ""})
        ballast = self.data / "ballast"
        with open(ballast, "wb") as file:
            file.truncate(0)
            os.posix_fallocate(file.fileno(), 0, 12 << 20)
        written = 0
        while isinstance(outcome := self.produce(RECORD), int):
            written += 1
            self.assertLess(written, 60)
        self.assertEqual(outcome, "KAFKA_STORAGE_ERROR")
        self.assertGreater(written, 2)
        self.assertIn("no room on the disk", self.wait_for_trouble(True))
        self.assertIn("no room on the disk", self.broker.log_text())
        self.assertEqual(self.broker.control("status")["trouble"], self.broker.control("trouble")["trouble"])
        # What was acknowledged is read, also by a broker that was killed meanwhile.
        self.assertEqual(self.read(written), [len(RECORD)] * written)
        self.broker.kill()
        self.broker.start()
        self.assertEqual(self.read(written), [len(RECORD)] * written)

        ballast.unlink()
        self.wait_for_trouble(False)
        self.assertEqual(self.produce(RECORD), written)
        self.create("more")
        self.broker.stop()


if __name__ == "__main__":
    enter_own_mounts()
    foreign_clients.main()
