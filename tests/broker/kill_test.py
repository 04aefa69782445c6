# SPDX-License-Identifier: Apache-2.0
"""kill -9 under load by idempotent acks=all producers: no acknowledged record is lost or altered, none is there twice.

ATLAS_KILLS sets how often (3 in make test, 20 in full)."""
import os
import random
import threading
import time
import unittest

import foreign_clients
from broker import Broker

try:
    from confluent_kafka import Consumer, Producer, TopicPartition
    from confluent_kafka.admin import AdminClient, NewTopic
except ImportError:  # Before the interpreter is changed.
    pass

KILLS = int(os.environ.get("ATLAS_KILLS", "3"))
SEED = int(os.environ.get("ATLAS_SEED", str(random.randrange(1 << 30))))
PARTITIONS = 4


class Oracle:
    """Numbers every record, remembers each acknowledgement with its place, and judges what is read back."""

    def __init__(self, bootstrap):
        self.acknowledged, self.failed, self.sent = {}, [], 0
        self.stop = threading.Event()
        self.producer = Producer({"bootstrap.servers": bootstrap, "enable.idempotence": True, "linger.ms": 1, "log_level": 0,
                                  "message.timeout.ms": 120000, "reconnect.backoff.max.ms": 200, "retry.backoff.ms": 20})

    def delivered(self, error, record):
        if error:
            self.failed.append(str(error))
        else:
            self.acknowledged[record.value()] = (record.partition(), record.offset())

    def run(self):
        while not self.stop.is_set():
            number, self.sent = self.sent, self.sent + 1
            value = b"%d:" % number + b"x" * (number % 700)
            self.producer.produce("load", value, partition=number % PARTITIONS, on_delivery=self.delivered)
            self.producer.poll(0)
            if len(self.producer) > 2000:
                self.producer.poll(0.01)
        self.producer.flush(60)


def read_all(bootstrap):
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "unused", "enable.auto.commit": False, "log_level": 0})
    ends = {number: consumer.get_watermark_offsets(TopicPartition("load", number), timeout=20)[1] for number in range(PARTITIONS)}
    consumer.assign([TopicPartition("load", number, 0) for number in range(PARTITIONS)])
    records, deadline = [], time.monotonic() + 120
    while len(records) < sum(ends.values()) and time.monotonic() < deadline:
        for record in consumer.consume(5000, 0.5):
            assert record.error() is None, record.error()
            records.append((record.value(), (record.partition(), record.offset())))
    consumer.close()
    return records, ends


class Kill(unittest.TestCase):
    def test_no_acknowledged_record_is_lost_and_none_is_there_twice(self):
        print(f"ATLAS_SEED={SEED} ATLAS_KILLS={KILLS}")
        moments = random.Random(SEED)
        with Broker(plaintext=True) as broker:
            client = AdminClient({"bootstrap.servers": broker.bootstrap, "log_level": 0})
            client.create_topics([NewTopic("load", PARTITIONS)])["load"].result(20)
            oracle = Oracle(broker.bootstrap)
            load = threading.Thread(target=oracle.run)
            load.start()
            progress = []
            for _ in range(KILLS):
                before = len(oracle.acknowledged)
                deadline = time.monotonic() + 30
                # Each round makes progress before it is hit, so that every kill meets a broker under load.
                wanted = before + moments.randrange(200, 4000)
                while len(oracle.acknowledged) < wanted and time.monotonic() < deadline:
                    time.sleep(0.002)
                progress.append(len(oracle.acknowledged) - before)
                broker.kill()
                broker.start()
            oracle.stop.set()
            load.join()
            records, ends = read_all(broker.bootstrap)
        print(f"{oracle.sent} sent, {len(oracle.acknowledged)} acknowledged, {len(records)} read, progress {progress}")
        self.assertTrue(all(progress), "each kill met a broker that was at work")
        self.assertEqual(oracle.failed, [])
        self.assertEqual(len(records), sum(ends.values()))
        places = {}
        for value, place in records:
            self.assertNotIn(value, places, "a record is there twice")
            places[value] = place
        lost = [value for value, place in oracle.acknowledged.items() if places.get(value) != place]
        self.assertEqual(lost, [], "acknowledged records are lost or elsewhere")
        for partition in range(PARTITIONS):
            numbers = [int(value.split(b":")[0]) for value, (where, _) in records if where == partition]
            self.assertEqual(numbers, sorted(numbers), "the producer's order is kept")


if __name__ == "__main__":
    foreign_clients.main()
