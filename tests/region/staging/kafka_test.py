# SPDX-License-Identifier: Apache-2.0
"""Kafka over the public bootstrap, by librdkafka (OAUTHBEARER) and the Java client (AWS_MSK_IAM): what is served, and
what is refused in Kafka's own words."""
from foreign import java_client
from staged import Staged

TOPIC = "atlas.l1.telemetry.event"
CONNECT = ["kafka-cluster:Connect"]
PRODUCE = ["kafka-cluster:Connect", "kafka-cluster:WriteDataIdempotently"]
WRITE = ["kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"]
READ = ["kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"]
SIGNED_HOURS_AGO_S = -7200
JAVA = "3.9.1"


class Kafka(Staged):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cluster = cls.up.outputs["msk_cluster_arn"]
        cls.topics = cls.cluster.replace(":cluster/", ":topic/")
        cls.groups = cls.cluster.replace(":cluster/", ":group/")

    def produce(self, topic=TOPIC, given="no\n", **options):
        return self.up.kafka("produce", topic, given=given, **options)


class Librdkafka(Kafka):
    def test_who_may_write_and_read_the_topic_does(self):
        user = self.up.user("both", (PRODUCE, self.cluster), (WRITE + READ, f"{self.topics}/{TOPIC}"))
        self.assertIn("offset", self.produce(given="from outside, read back\n", identity=user))
        self.assertIn("from outside, read back", self.up.kafka("consume", TOPIC, "30", "from outside, read back", identity=user))

    def test_who_may_only_write_cannot_read(self):
        writer = self.up.user("writer", (PRODUCE, self.cluster), (WRITE, f"{self.topics}/{TOPIC}"))
        self.assertIn("offset", self.produce(given="from a writer\n", identity=writer))
        with self.assertRaisesRegex(AssertionError, "TOPIC_AUTHORIZATION_FAILED"):
            self.up.kafka("consume", TOPIC, "15", "from a writer", identity=writer)

    def test_without_write_data_nothing_is_written(self):
        reader = self.up.user("reader", (PRODUCE, self.cluster), (READ, f"{self.topics}/{TOPIC}"))
        with self.assertRaisesRegex(AssertionError, "TOPIC_AUTHORIZATION_FAILED"):
            self.produce(given="never written\n", identity=reader)
        with self.assertRaisesRegex(AssertionError, "no record with never written"):
            self.up.kafka("consume", TOPIC, "5", "never written")

    def test_another_topic_is_another_right(self):
        writer = self.up.user("elsewhere", (PRODUCE, self.cluster), (WRITE, f"{self.topics}/some.other.topic"))
        with self.assertRaisesRegex(AssertionError, "TOPIC_AUTHORIZATION_FAILED"):
            self.produce(identity=writer)

    def test_without_write_data_idempotently_there_is_no_producer_id(self):
        writer = self.up.user("not-idempotent", (CONNECT, self.cluster), (WRITE, f"{self.topics}/{TOPIC}"))
        with self.assertRaisesRegex(AssertionError, "CLUSTER_AUTHORIZATION_FAILED"):
            self.produce(identity=writer)

    def test_who_may_not_connect_is_not_let_in(self):
        nobody = self.up.user("not-connected", (WRITE + READ, f"{self.topics}/*"))
        with self.assertRaisesRegex(AssertionError, r"SASL authentication error: \[[0-9a-f-]{36}\]: Access denied"):
            self.produce(identity=nobody)

    def test_a_wrong_secret_is_not_let_in(self):
        wrong = (self.up.environment["AWS_ACCESS_KEY_ID"], "wrong" * 8)
        with self.assertRaisesRegex(AssertionError, r"SASL authentication error: \[[0-9a-f-]{36}\]: Access denied"):
            self.produce(identity=wrong)

    def test_an_expired_token_is_not_let_in(self):
        with self.assertRaisesRegex(AssertionError, r"SASL authentication error: \[[0-9a-f-]{36}\]: Access denied"):
            self.produce(clock_offset_s=SIGNED_HOURS_AGO_S)

    def test_an_expired_session_is_not_let_in(self):
        role = self.made("iam", "get_role", RoleName="poc-atlas-dev-events-ingestion-task")["Role"]["Arn"]
        self.assertIn("offset", self.produce(given="by a session\n", identity=self.session(role, 600)))
        with self.assertRaisesRegex(AssertionError, r"SASL authentication error: \[[0-9a-f-]{36}\]: Access denied"):
            self.produce(identity=self.session(role, -1))


class Java(Kafka):
    def run_it(self, user, topic, records):
        try:
            java_client.class_path(JAVA)
        except java_client.Unavailable as missing:
            self.skipTest(str(missing))
        bootstrap = self.up.outputs["msk_bootstrap_brokers_public_sasl_iam"]
        return java_client.run(JAVA, bootstrap, self.up.environment["ATLAS_CA"], self.up.environment["AWS_REGION"], user,
                               topic, topic, records)

    def test_it_makes_a_topic_produces_and_consumes_in_a_group(self):
        user = self.up.user("java", (PRODUCE, self.cluster), (["kafka-cluster:CreateTopic", *WRITE, *READ], f"{self.topics}/java"),
                            (["kafka-cluster:DescribeGroup", "kafka-cluster:AlterGroup"], f"{self.groups}/java"))
        self.assertEqual("500 produced, 500 consumed", self.run_it(user, "java", 500))

    def test_its_refusals_are_its_own_exceptions(self):
        wrong = (self.up.environment["AWS_ACCESS_KEY_ID"], "wrong" * 8)
        self.assertRegex(self.run_it(wrong, "java-wrong", 1), r"^SaslAuthenticationException: \[[0-9a-f-]{36}\]: Access denied")
        user = self.up.user("java-elsewhere", (PRODUCE, self.cluster))
        self.assertRegex(self.run_it(user, "java-elsewhere", 1), "^TopicAuthorizationException: ")
