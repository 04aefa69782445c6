# SPDX-License-Identifier: Apache-2.0
"""Apache Kafka's Java client with AWS's own IAM plug-in (AWS_MSK_IAM), the 3.9 and the 4.x line of clients.

Where Maven, a JDK or the repository cannot be had, all is skipped."""
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]
import verdict  # noqa: E402
from broker import CLUSTER_ARN, REGION, Broker, allow, arn  # noqa: E402
from foreign import java_client  # noqa: E402


def run(broker, version, credentials, topic, group, records=500, seconds=0, **more):
    return java_client.run(version, broker.bootstrap, broker.ca, REGION, credentials, topic, group, records, seconds, **more)


class Java(unittest.TestCase):
    def setUp(self):
        try:
            java_client.class_path("3.9.1")
        except java_client.Unavailable as missing:
            self.skipTest(str(missing))
        self.broker = Broker().start()
        self.addCleanup(self.broker.close)

    def application(self, name):
        """What an application needs for one topic and one group."""
        return self.broker.add_user(
            name, allow(["Connect", "WriteDataIdempotently"], CLUSTER_ARN),
            allow(["CreateTopic", "DescribeTopic", "WriteData", "ReadData"], arn("topic", "java-*")),
            allow(["DescribeGroup", "AlterGroup"], arn("group", "java-*")))

    def test_it_produces_and_consumes(self):
        for version in ("3.9.1", "4.1.0"):
            with self.subTest(version):
                user = self.application(f"user-{version}")
                self.assertEqual(run(self.broker, version, user, f"java-{version}", f"java-{version}"), "500 produced, 500 consumed")

    def test_temporary_credentials(self):
        self.broker.add_role("app", allow("*", "*"))
        self.assertEqual(run(self.broker, "3.9.1", self.broker.session("app", "one"), "java-role", "java-role"), "500 produced, 500 consumed")

    def test_it_renews_its_session_on_the_open_connection(self):
        self.broker.config["properties"]["connections.max.reauth.ms"] = "1500"
        self.broker.stop()
        self.broker.start()
        accepted = self.broker.control("status")["connections_accepted"]
        self.assertEqual(run(self.broker, "3.9.1", self.application("renews"), "java-renews", "java-renews", 60, 6), "60 produced, 60 consumed")
        # Admin, producer and consumer: a few connections each, not one every 1.5 seconds.
        self.assertLess(self.broker.control("status")["connections_accepted"] - accepted, 16)

    def test_a_transactional_producer_is_refused_at_once(self):
        user = self.broker.add_user("transactions", allow("*", "*"))
        for version in ("3.9.1", "4.1.0"):
            with self.subTest(version):
                said = run(self.broker, version, user, f"java-tx-{version}", "java-tx", 1, transactional_id="tx")
                # Its own words for a coordinator that it does not find in time are TimeoutException.
                self.assertRegex(said, r"^TransactionalIdAuthorizationException: ")

    def test_refusals_reach_it_as_its_own_exceptions(self):
        # One record: the producer asks for metadata anew before each that it may not send.
        nobody = self.broker.add_user("nobody", allow("ReadData", "*"))
        self.assertRegex(run(self.broker, "3.9.1", nobody, "java-x", "java-x", 1), r"^SaslAuthenticationException: \[[0-9a-f-]{36}\]: Access denied")
        reader = self.broker.add_user("reader", allow("Connect", "*"), allow("CreateTopic", arn("topic", "java-r")))
        self.assertRegex(run(self.broker, "3.9.1", reader, "java-r", "java-r", 1),
                         r"^TopicAuthorizationException: Not authorized to access topics: \[java-r\]")


if __name__ == "__main__":
    verdict.main()
