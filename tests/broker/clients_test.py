# SPDX-License-Identifier: Apache-2.0
"""librdkafka, kcat and kafka-python against the plaintext listener: data, codecs, idempotence, groups, administration."""
import struct
import subprocess
import time
import unittest

import foreign_clients
from broker import Broker

try:
    from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
    from confluent_kafka.admin import (AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, NewPartitions, NewTopic,
                                       OffsetSpec, ResourceType)
except ImportError:  # Before the interpreter is changed.
    pass


def setUpModule():
    global broker, client
    broker = Broker(plaintext=True, properties={"auto.create.topics.enable": "true", "num.partitions": "4"}).start()
    client = AdminClient(settings())


def tearDownModule():
    broker.close()


def settings(**more):
    return {"bootstrap.servers": broker.bootstrap, "socket.timeout.ms": 10000} | more


def admin():
    return client  # One for all: its answers die with it.


def create(topic, partitions=1, **more):
    for made in admin().create_topics([NewTopic(topic, partitions, **more)]).values():
        made.result(20)


def produce(topic, values, partition=0, **more):
    offsets, failures = [], []

    def delivered(error, record):
        (failures if error else offsets).append(error or record.offset())

    producer = Producer(settings(**more))
    for value in values:
        producer.produce(topic, value, partition=partition, on_delivery=delivered)
    producer.flush(30)
    if failures:
        raise KafkaException(failures[0])
    return offsets


def consume(topic, count, partition=0, offset=0, seconds=20, **more):
    consumer = Consumer(settings(**{"group.id": "unused", "enable.auto.commit": False} | more))
    consumer.assign([TopicPartition(topic, partition, offset)])
    records, deadline = [], time.monotonic() + seconds
    while len(records) < count and time.monotonic() < deadline:
        record = consumer.poll(0.2)
        if record is not None and record.error() is None:
            records.append(record)
    consumer.close()
    return records


class Data(unittest.TestCase):
    def test_what_is_produced_is_consumed_in_order(self):
        create("order")
        values = [f"value {number}".encode() for number in range(5000)]
        self.assertEqual(produce("order", values), list(range(5000)))
        self.assertEqual([record.value() for record in consume("order", 5000)], values)

    def test_every_codec_arrives_compressed_and_is_read_back(self):
        # librdkafka drops compression silently when the broker's Produce range does not contain 0.
        bits = {"gzip": 1, "snappy": 2, "lz4": 3, "zstd": 4}
        for codec, expected in bits.items():
            create(f"codec-{codec}")
            values = [b"the same words again and again " * 20] * 200
            produce(f"codec-{codec}", values, **{"compression.type": codec, "linger.ms": 50})
            self.assertEqual([record.value() for record in consume(f"codec-{codec}", 200)], values)
            segment = next((broker.home / f"data/log/codec-{codec}-0").glob("*.log")).read_bytes()
            attributes, = struct.unpack_from(">h", segment, 21)
            self.assertEqual(attributes & 7, expected, codec)

    def test_an_idempotent_producer_writes_each_record_once(self):
        create("idempotent")
        values = [str(number).encode() for number in range(2000)]
        produce("idempotent", values, **{"enable.idempotence": True})
        self.assertEqual([record.value() for record in consume("idempotent", 2000)], values)

    def test_acks_none_and_leader_are_written_too(self):
        create("acks")
        produce("acks", [b"none"], acks=0)
        produce("acks", [b"leader"], acks=1)
        self.assertEqual([record.value() for record in consume("acks", 2)], [b"none", b"leader"])

    def test_a_record_above_the_topics_limit_is_refused(self):
        create("small", config={"max.message.bytes": "1000"})
        with self.assertRaises(KafkaException) as refused:
            produce("small", [b"x" * 5000])
        self.assertEqual(refused.exception.args[0].code(), KafkaError.MSG_SIZE_TOO_LARGE)

    def test_a_fetch_from_within_a_batch_returns_the_record_asked_for(self):
        create("within")
        produce("within", [str(number).encode() for number in range(100)], **{"linger.ms": 100})
        self.assertEqual([record.value() for record in consume("within", 3, offset=42)][:3], [b"42", b"43", b"44"])

    def test_a_waiting_consumer_is_woken_by_a_new_record(self):
        create("wake")
        consumer = Consumer(settings(**{"group.id": "unused", "fetch.wait.max.ms": 5000}))
        consumer.assign([TopicPartition("wake", 0, 0)])
        consumer.poll(0.5)
        began = time.monotonic()
        produce("wake", [b"now"])
        record = consumer.poll(10)
        consumer.close()
        self.assertEqual(record.value(), b"now")
        self.assertLess(time.monotonic() - began, 3)

    def test_offsets_are_found_by_time(self):
        create("times")
        producer = Producer(settings())
        for number in range(10):
            producer.produce("times", str(number).encode(), partition=0, timestamp=1_700_000_000_000 + number * 1000)
            producer.flush(10)
        consumer = Consumer(settings(**{"group.id": "unused"}))
        found = consumer.offsets_for_times([TopicPartition("times", 0, 1_700_000_004_500)], timeout=10)
        self.assertEqual(found[0].offset, 5)
        self.assertEqual(consumer.get_watermark_offsets(TopicPartition("times", 0), timeout=10), (0, 10))
        consumer.close()

    def test_offsets_by_time_and_the_latest_record_are_found_in_batches_of_every_codec(self):
        start = 1_700_000_000_000
        deltas = [0, 50, 10, 90, 90, 20]  # Out of order, and two of them the latest.
        for codec in ("none", "gzip", "snappy", "lz4", "zstd"):
            topic = f"times-{codec}"
            create(topic)
            producer = Producer(settings(**{"compression.type": codec, "linger.ms": 500}))
            for delta in deltas:
                producer.produce(topic, b"long enough to be packed " * 50, partition=0, timestamp=start + delta)
            producer.flush(20)
            consumer = Consumer(settings(**{"group.id": "unused"}))
            found = [consumer.offsets_for_times([TopicPartition(topic, 0, start + delta)], timeout=10)[0].offset
                     for delta in (0, 1, 50, 51, 90, 91)]
            consumer.close()
            self.assertEqual(found, [0, 1, 1, 3, 3, -1], codec)
            latest = admin().list_offsets({TopicPartition(topic, 0): OffsetSpec.max_timestamp()})
            latest = next(iter(latest.values())).result(10)
            self.assertEqual((latest.offset, latest.timestamp), (3, start + 90), codec)

    def test_of_records_with_the_brokers_time_the_first_of_the_batch_is_found(self):
        create("own-time", config={"message.timestamp.type": "LogAppendTime"})
        before = int(time.time() * 1000)
        produce("own-time", [b"a", b"b", b"c"], **{"linger.ms": 200, "compression.type": "lz4"})
        consumer = Consumer(settings(**{"group.id": "unused"}))
        found = consumer.offsets_for_times([TopicPartition("own-time", 0, before - 1000)], timeout=10)
        consumer.close()
        self.assertEqual(found[0].offset, 0)

    def test_a_topic_is_made_when_it_is_first_written(self):
        produce("made-by-use", [b"first"])
        self.assertEqual(len(admin().list_topics("made-by-use", timeout=10).topics["made-by-use"].partitions), 4)

    def test_a_transactional_producer_is_refused_at_once(self):
        from kafka import KafkaProducer
        from kafka.errors import TransactionalIdAuthorizationFailedError
        producer = Producer(settings(**{"transactional.id": "tx"}))
        with self.assertRaises(KafkaException) as refused:
            producer.init_transactions(60)
        self.assertEqual(refused.exception.args[0].code(), KafkaError.TRANSACTIONAL_ID_AUTHORIZATION_FAILED)
        self.assertTrue(refused.exception.args[0].fatal())
        pure = KafkaProducer(bootstrap_servers=broker.bootstrap.split(","), transactional_id="tx")
        with self.assertRaises(TransactionalIdAuthorizationFailedError):
            pure.init_transactions()
        pure.close(timeout=1)

    def test_kcat_writes_and_reads(self):
        create("kcat")
        subprocess.run(["kcat", "-b", broker.bootstrap, "-P", "-t", "kcat", "-X", "acks=all"], input=b"one\ntwo\n", check=True, timeout=30)
        read = subprocess.run(["kcat", "-q", "-b", broker.bootstrap, "-C", "-t", "kcat", "-o", "beginning", "-e"], check=True,
                              capture_output=True, timeout=30).stdout
        self.assertEqual(read, b"one\ntwo\n")

    def test_kafka_python_writes_and_reads(self):
        from kafka import KafkaConsumer, KafkaProducer
        create("pure")
        producer = KafkaProducer(bootstrap_servers=broker.bootstrap.split(","), acks="all")
        for number in range(10):
            self.assertEqual(producer.send("pure", str(number).encode(), partition=0).get(20).offset, number)
        producer.close()
        consumer = KafkaConsumer("pure", bootstrap_servers=broker.bootstrap.split(","), group_id=None,
                                 auto_offset_reset="earliest", consumer_timeout_ms=5000)
        self.assertEqual([record.value for _, record in zip(range(10), consumer)], [str(number).encode() for number in range(10)])
        consumer.close()


class Groups(unittest.TestCase):
    def join(self, group, topic, **more):
        consumer = Consumer(settings(**{"group.id": group, "auto.offset.reset": "earliest", "enable.auto.commit": False} | more))
        consumer.subscribe([topic])
        return consumer

    def poll(self, consumers, done, seconds=30):
        """Polls all in turn until `done(records so far)`."""
        records, deadline = [], time.monotonic() + seconds
        while not done(records):
            self.assertLess(time.monotonic(), deadline, "the group did not get there in time")
            for consumer in consumers:
                record = consumer.poll(0.05)
                if record is not None and record.error() is None:
                    records.append(record)
        return records

    def test_two_members_share_the_partitions_and_one_takes_all_when_the_other_leaves(self):
        create("shared", 4)
        first, second = self.join("sharing", "shared"), self.join("sharing", "shared")
        self.poll([first, second], lambda _: len(first.assignment()) == 2 and len(second.assignment()) == 2)
        second.close()
        self.poll([first], lambda _: len(first.assignment()) == 4)
        first.close()

    def test_a_group_goes_on_where_it_committed_also_after_a_restart(self):
        create("resumed")
        produce("resumed", [str(number).encode() for number in range(10)])
        consumer = self.join("resuming", "resumed")
        self.poll([consumer], lambda records: len(records) >= 10)
        consumer.commit(offsets=[TopicPartition("resumed", 0, 4, metadata="note")], asynchronous=False)
        consumer.close()
        broker.stop()
        broker.start()
        consumer = self.join("resuming", "resumed")
        committed = consumer.committed([TopicPartition("resumed", 0)], timeout=10)[0]
        self.assertEqual((committed.offset, committed.metadata), (4, "note"))
        records = self.poll([consumer], lambda records: len(records) >= 6)
        self.assertEqual(records[0].offset(), 4)
        consumer.close()

    def test_a_static_member_keeps_its_partitions(self):
        create("static", 2)
        consumer = self.join("static-group", "static", **{"group.instance.id": "one"})
        self.poll([consumer], lambda _: len(consumer.assignment()) == 2)
        described = admin().describe_consumer_groups(["static-group"])["static-group"].result(10)
        self.assertEqual(described.members[0].group_instance_id, "one")
        consumer.close()

    def test_groups_are_listed_described_and_deleted(self):
        create("told")
        consumer = self.join("telling", "told")
        self.poll([consumer], lambda _: consumer.assignment())
        consumer.commit(offsets=[TopicPartition("told", 0, 0)], asynchronous=False)
        listed = admin().list_consumer_groups().result(10)
        # librdkafka asks every broker: the one that coordinates the group lists it, the other does not.
        self.assertEqual([group.group_id for group in listed.valid].count("telling"), 1)
        described = admin().describe_consumer_groups(["telling"])["telling"].result(10)
        self.assertEqual((described.state.name, len(described.members)), ("STABLE", 1))
        with self.assertRaises(KafkaException) as refused:
            admin().delete_consumer_groups(["telling"])["telling"].result(10)
        self.assertEqual(refused.exception.args[0].code(), KafkaError.NON_EMPTY_GROUP)
        consumer.close()
        admin().delete_consumer_groups(["telling"])["telling"].result(10)
        self.assertNotIn("telling", [group.group_id for group in admin().list_consumer_groups().result(10).valid])


class Administration(unittest.TestCase):
    def refused(self, future):
        with self.assertRaises(KafkaException) as refused:
            future.result(20)
        return refused.exception.args[0].code()

    def test_a_topic_spreads_over_the_brokers_and_goes_again(self):
        create("spread", 6, replication_factor=2)
        topic = admin().list_topics("spread", timeout=10).topics["spread"]
        self.assertEqual({partition.leader for partition in topic.partitions.values()}, {1, 2})
        self.assertTrue(all(sorted(partition.replicas) == [1, 2] for partition in topic.partitions.values()))
        admin().delete_topics(["spread"])["spread"].result(20)
        self.assertNotIn("spread", admin().list_topics(timeout=10).topics)
        self.assertEqual(list((broker.home / "data/log").glob("spread-*")), [])

    def test_what_cannot_be_made_is_refused_in_kafkas_words(self):
        create("taken")
        for topic, code in (
                (NewTopic("three", 1, 3), KafkaError.INVALID_REPLICATION_FACTOR),
                (NewTopic("taken", 1, 1), KafkaError.TOPIC_ALREADY_EXISTS),
                (NewTopic("a b", 1, 1), KafkaError.TOPIC_EXCEPTION),
                (NewTopic("odd", 1, 1, config={"no.such": "1"}), KafkaError.INVALID_CONFIG),
                (NewTopic("odd", 1, 1, config={"retention.ms": "soon"}), KafkaError.INVALID_CONFIG),
                (NewTopic("odd", 1, 1, config={"cleanup.policy": "compact"}), KafkaError.INVALID_CONFIG)):
            self.assertEqual(self.refused(admin().create_topics([topic])[topic.topic]), code, topic)

    def test_partitions_are_added_and_survive_a_restart(self):
        create("grows", 2)
        admin().create_partitions([NewPartitions("grows", 5)])["grows"].result(20)
        self.assertEqual(self.refused(admin().create_partitions([NewPartitions("grows", 3)])["grows"]), KafkaError.INVALID_PARTITIONS)
        broker.kill()
        broker.start()
        self.assertEqual(len(admin().list_topics("grows", timeout=10).topics["grows"].partitions), 5)

    def test_settings_are_shown_and_changed(self):
        create("set", config={"retention.ms": "1000000"})
        resource = ConfigResource(ResourceType.TOPIC, "set")
        shown = admin().describe_configs([resource])[resource].result(20)
        self.assertEqual((shown["retention.ms"].value, shown["cleanup.policy"].value), ("1000000", "delete"))
        change = ConfigResource(ResourceType.TOPIC, "set", incremental_configs=[
            ConfigEntry("segment.bytes", "1000000", incremental_operation=AlterConfigOpType.SET),
            ConfigEntry("retention.ms", None, incremental_operation=AlterConfigOpType.DELETE)])
        admin().incremental_alter_configs([change])[change].result(20)
        shown = admin().describe_configs([resource])[resource].result(20)
        self.assertEqual((shown["segment.bytes"].value, shown["retention.ms"].value), ("1000000", "604800000"))
        server = ConfigResource(ResourceType.BROKER, "1")
        shown = admin().describe_configs([server])[server].result(20)
        self.assertEqual((shown["num.partitions"].value, shown["broker.id"].value), ("4", "1"))
        self.assertGreater(len(shown), 300)  # All that Kafka has.

    def test_settings_of_kafka_that_change_nothing_are_taken_and_others_refused_by_name(self):
        for name, value in (("flush.ms", "9223372036854775807"), ("compression.zstd.level", "3"), ("local.retention.ms", "-2"),
                            ("follower.replication.throttled.replicas", ""), ("message.downconversion.enable", "true"),
                            ("message.format.version", "3.0-IV1"), ("message.timestamp.difference.max.ms", "9223372036854775807"),
                            ("remote.storage.enable", "false"), ("remote.log.copy.disable", "false")):
            asked = NewTopic("asked", 1, 1, config={name: value})
            admin().create_topics([asked], validate_only=True)["asked"].result(20)
        for name, value in (("cleanup.policy", "compact"), ("compression.type", "zstd"), ("remote.storage.enable", "true")):
            asked = NewTopic("asked", 1, 1, config={name: value})
            with self.assertRaises(KafkaException) as refused:
                admin().create_topics([asked], validate_only=True)["asked"].result(20)
            self.assertIn(name, refused.exception.args[0].str())

    def test_records_are_deleted_up_to_an_offset(self):
        create("trimmed")
        produce("trimmed", [str(number).encode() for number in range(10)])
        admin().delete_records([TopicPartition("trimmed", 0, 6)])
        deadline = time.monotonic() + 10
        consumer = Consumer(settings(**{"group.id": "unused"}))
        while consumer.get_watermark_offsets(TopicPartition("trimmed", 0), timeout=10) != (6, 10):
            self.assertLess(time.monotonic(), deadline)
        consumer.close()

    def test_the_cluster_describes_itself(self):
        described = admin().describe_cluster().result(20)
        self.assertEqual((described.cluster_id, sorted(node.id for node in described.nodes)), ("atlas-broker-test", [1, 2]))
        self.assertEqual(sorted(node.rack for node in described.nodes), ["use1-az1", "use1-az2"])

    def test_offsets_are_listed(self):
        create("listed")
        produce("listed", [b"a", b"b"])
        where = TopicPartition("listed", 0)
        for spec, expected in ((OffsetSpec.earliest(), 0), (OffsetSpec.latest(), 2)):
            self.assertEqual(admin().list_offsets({where: spec})[where].result(20).offset, expected)


if __name__ == "__main__":
    foreign_clients.main()
