# SPDX-License-Identifier: Apache-2.0
"""What each set of IAM permissions lets librdkafka do, signed in by the public MSK IAM signer over TLS, and Kafka's own error for the rest."""
import time
import unittest

import foreign_clients
from broker import CLUSTER_ARN, REGION, Broker, allow, arn

try:
    from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
    from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic, ResourceType
    from signed_token import signed_token
except ImportError:  # Before the interpreter is changed.
    pass

EVERYTHING = allow("*", "*")


def setUpModule():
    global broker, root
    broker = Broker().start()
    root = Client(broker.add_user("root", EVERYTHING))
    root.create("events", "other")


def tearDownModule():
    broker.close()


class Client:
    """librdkafka as one identity."""

    def __init__(self, credentials):
        self.credentials = credentials
        self.errors = []
        self._admin = None

    def token(self, _):
        value, expires_ms = signed_token(self.credentials)
        return value, expires_ms / 1000

    def settings(self, **more):
        return {"bootstrap.servers": broker.bootstrap, "security.protocol": "SASL_SSL", "sasl.mechanisms": "OAUTHBEARER",
                "oauth_cb": self.token, "ssl.ca.location": broker.ca, "error_cb": self.errors.append, "log_level": 0} | more

    def admin(self):
        if not self._admin:
            self._admin = AdminClient(self.settings())
            self._admin.poll(0)
        return self._admin

    def create(self, *topics):
        for made in self.admin().create_topics([NewTopic(topic, 1) for topic in topics]).values():
            made.result(20)

    def produce(self, topic, value=b"value", **more):
        """The error's code, or None."""
        outcome = []
        producer = Producer(self.settings(**{"message.timeout.ms": 8000} | more))
        try:
            producer.poll(0)
            producer.produce(topic, value, on_delivery=lambda error, _: outcome.append(error))
            producer.flush(15)
        except KafkaException as failure:
            return failure.args[0].code()
        return outcome[0] and outcome[0].code()

    def fetch(self, topic):
        """The value of the first record, or the error's code. librdkafka asks for the coordinator of any group.id that is
        set, also where it is not used: what it says of that group is not the answer."""
        consumer = Consumer(self.settings(**{"group.id": "unused", "enable.auto.commit": False}))
        first = consumer.poll(0)
        consumer.assign([TopicPartition(topic, 0, 0)])
        return self.outcome(consumer, first, ignored=KafkaError.GROUP_AUTHORIZATION_FAILED)

    def join(self, group, topic):
        """The value of the first record got as a member of a group, or the error's code."""
        consumer = Consumer(self.settings(**{"group.id": group, "auto.offset.reset": "earliest"}))
        first = consumer.poll(0)
        consumer.subscribe([topic])
        return self.outcome(consumer, first)

    def outcome(self, consumer, first, ignored=None, seconds=20):
        """An error is told once only, perhaps by the very first poll (which signs in): `first` counts too."""
        deadline = time.monotonic() + seconds
        record = first
        while record is None or (record.error() and record.error().code() == ignored):
            assert time.monotonic() < deadline, f"neither a record nor an error in {seconds} s"
            record = consumer.poll(0.2)
        consumer.close()
        return record.error().code() if record.error() else record.value()


def code_of(future):
    try:
        future.result(20)
        return None
    except KafkaException as failure:
        return failure.args[0].code()


class Bundles(unittest.TestCase):
    """The bundles of permissions that AWS's documentation names."""

    @classmethod
    def setUpClass(cls):
        root.produce("events", b"first")

    def client(self, *statements):
        return Client(broker.add_user(self.id().rsplit(".", 1)[1], *statements))

    def producer(self, *more):
        return self.client(allow("Connect", CLUSTER_ARN), allow(["DescribeTopic", "WriteData"], arn("topic", "events")), *more)

    def test_produce(self):
        client = self.producer()
        self.assertIsNone(client.produce("events"))
        self.assertEqual(client.produce("other"), KafkaError.TOPIC_AUTHORIZATION_FAILED)
        self.assertEqual(client.fetch("events"), KafkaError.TOPIC_AUTHORIZATION_FAILED)

    def test_produce_with_idempotence(self):
        refused = self.producer()
        self.assertEqual(refused.produce("events", **{"enable.idempotence": True}), KafkaError.CLUSTER_AUTHORIZATION_FAILED)

    def test_produce_with_idempotence_allowed(self):
        client = self.producer(allow("WriteDataIdempotently", CLUSTER_ARN))
        self.assertIsNone(client.produce("events", **{"enable.idempotence": True}))

    def test_idempotence_allowed_on_a_topic_is_the_frequent_mistake(self):
        refused = self.producer(allow("WriteDataIdempotently", arn("topic", "*")))
        self.assertEqual(refused.produce("events", **{"enable.idempotence": True}), KafkaError.CLUSTER_AUTHORIZATION_FAILED)

    def test_consume(self):
        client = self.client(allow("Connect", CLUSTER_ARN), allow(["DescribeTopic", "ReadData"], arn("topic", "events")),
                             allow(["DescribeGroup", "AlterGroup"], arn("group", "mine")))
        self.assertEqual(client.fetch("events"), b"first")
        self.assertEqual(client.join("mine", "events"), b"first")
        self.assertEqual(client.join("yours", "events"), KafkaError.GROUP_AUTHORIZATION_FAILED)
        self.assertEqual(client.produce("events"), KafkaError.TOPIC_AUTHORIZATION_FAILED)

    def test_administer(self):
        client = self.client(allow("Connect", CLUSTER_ARN), allow("DescribeCluster", CLUSTER_ARN),
                             allow(["CreateTopic", "DescribeTopic", "DeleteTopic", "DescribeTopicDynamicConfiguration"], arn("topic", "mine-*")))
        self.assertIsNone(code_of(client.admin().create_topics([NewTopic("mine-1", 1)])["mine-1"]))
        self.assertEqual(code_of(client.admin().create_topics([NewTopic("yours", 1)])["yours"]), KafkaError.TOPIC_AUTHORIZATION_FAILED)
        self.assertEqual(code_of(client.admin().delete_topics(["events"])["events"]), KafkaError.TOPIC_AUTHORIZATION_FAILED)
        for name, expected in (("mine-1", None), ("events", KafkaError.TOPIC_AUTHORIZATION_FAILED)):
            resource = ConfigResource(ResourceType.TOPIC, name)
            self.assertEqual(code_of(client.admin().describe_configs([resource])[resource]), expected)
        server = ConfigResource(ResourceType.BROKER, "1")
        self.assertEqual(code_of(client.admin().describe_configs([server])[server]), KafkaError.CLUSTER_AUTHORIZATION_FAILED)
        self.assertEqual(set(client.admin().list_topics(timeout=10).topics), {"mine-1"})
        self.assertIsNone(code_of(client.admin().delete_topics(["mine-1"])["mine-1"]))

    def test_wildcards_and_an_explicit_deny(self):
        client = self.client(EVERYTHING, allow("WriteData", arn("topic", "other"), effect="Deny"))
        self.assertIsNone(client.produce("events"))
        self.assertEqual(client.produce("other"), KafkaError.TOPIC_AUTHORIZATION_FAILED)

    def test_a_condition_on_the_clusters_tag(self):
        for value, expected in (("test", None), ("prod", KafkaError.TOPIC_AUTHORIZATION_FAILED)):
            client = Client(broker.add_user(f"tag-{value}", allow("Connect", CLUSTER_ARN), allow(
                ["DescribeTopic", "WriteData"], arn("topic", "events"), Condition={"StringEquals": {"aws:ResourceTag/stage": value}})))
            self.assertEqual(client.produce("events"), expected)

    def test_conditions_on_the_caller_and_the_time(self):
        def in_hours(hours):
            return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600 * hours))
        allowed, refused = None, KafkaError.TOPIC_AUTHORIZATION_FAILED
        for number, (condition, expected) in enumerate((
                ({"DateLessThan": {"aws:CurrentTime": in_hours(1)}}, allowed),
                ({"DateLessThan": {"aws:CurrentTime": in_hours(-1)}}, refused),
                ({"StringEquals": {"aws:username": "asked-2", "aws:PrincipalTag/team": "red"}}, allowed),
                ({"StringEquals": {"aws:PrincipalTag/team": "blue"}}, refused),
                ({"StringEquals": {"aws:userid": "AIDAASKED-4", "aws:RequestedRegion": REGION}}, allowed),
                ({"StringEquals": {"aws:PrincipalType": "AssumedRole"}}, refused))):
            with self.subTest(condition=condition):
                client = Client(broker.add_user(f"asked-{number}", allow("Connect", CLUSTER_ARN), allow(
                    ["DescribeTopic", "WriteData"], arn("topic", "events"), Condition=condition), tags={"team": "red"}))
                self.assertEqual(client.produce("events"), expected)

    def test_a_roles_session(self):
        broker.add_role("writer", allow("Connect", CLUSTER_ARN), allow(["DescribeTopic", "WriteData"], arn("topic", "events")))
        client = Client(broker.session("writer", "one"))
        self.assertIsNone(client.produce("events"))
        self.assertEqual(client.produce("other"), KafkaError.TOPIC_AUTHORIZATION_FAILED)

    def test_a_changed_policy_holds_on_connections_that_are_open(self):
        client = self.producer()
        outcome = []
        producer = Producer(client.settings(**{"message.timeout.ms": 8000}))
        producer.poll(0)
        for change, expected in ((None, None), ([allow("Connect", CLUSTER_ARN)], KafkaError.TOPIC_AUTHORIZATION_FAILED)):
            if change:
                name = self.id().rsplit(".", 1)[1]
                broker.policies[name]["Statement"] = change
                broker.write_snapshot()
            producer.produce("events", b"value", on_delivery=lambda error, _: outcome.append(error and error.code()))
            producer.flush(15)
            self.assertEqual(outcome.pop(), expected)

    def test_a_denial_is_logged_with_principal_action_and_arn(self):
        client = self.producer()
        client.produce("other")
        self.assertIn(f"denied arn:aws:iam::123456789012:user/{self.id().rsplit('.', 1)[1]} kafka-cluster:DescribeTopic on {arn('topic', 'other')}",
                      broker.log_text())


if __name__ == "__main__":
    foreign_clients.main()
