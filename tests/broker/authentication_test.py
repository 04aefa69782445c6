# SPDX-License-Identifier: Apache-2.0
"""AWS_MSK_IAM and OAUTHBEARER, each part right and wrong: sections 1 to 3 of MSK's IAM access control as clients see it."""
import json
import time
import unittest

import foreign_clients
from broker import CLUSTER_ARN, Broker, allow
from raw_client import RawClient, Refused, iam_message, oauth_message

HOST = "localhost"


def setUpModule():
    global broker, user
    broker = Broker().start()
    user = broker.add_user("ada", allow("Connect", CLUSTER_ARN))
    broker.add_role("writer", allow("Connect", CLUSTER_ARN))


def tearDownModule():
    broker.close()


class Welcome(unittest.TestCase):
    def test_a_long_term_key_has_a_session_without_end(self):
        with RawClient(broker) as client:
            answer, lifetime = client.log_in("AWS_MSK_IAM", iam_message(HOST, *user))
            self.assertEqual(set(json.loads(answer)), {"version", "request-id"})
            self.assertEqual(json.loads(answer)["version"], "2020_10_22")
            self.assertEqual(lifetime, 0)
            self.assertTrue(client.is_served())

    def test_temporary_credentials_last_as_long_as_they_say(self):
        with RawClient(broker) as client:
            _, lifetime = client.log_in("AWS_MSK_IAM", iam_message(HOST, *broker.session("writer", "one", 1800)))
            self.assertAlmostEqual(lifetime, 1_800_000, delta=20_000)
            self.assertTrue(client.is_served())

    def test_an_oauthbearer_session_ends_with_its_token(self):
        with RawClient(broker) as client:
            answer, lifetime = client.log_in("OAUTHBEARER", oauth_message(*user))
            self.assertEqual(answer, b"")
            self.assertAlmostEqual(lifetime, 900_000, delta=20_000)
            self.assertTrue(client.is_served())

    def test_a_fractional_expiry_of_the_javascript_signer_is_taken(self):
        with RawClient(broker) as client:
            client.log_in("OAUTHBEARER", oauth_message(*user, expires="345.678"))

    def test_the_same_identity_may_authenticate_again(self):
        with RawClient(broker) as client:
            client.log_in("AWS_MSK_IAM", iam_message(HOST, *broker.session("writer", "one")))
            client.log_in("AWS_MSK_IAM", iam_message(HOST, *broker.session("writer", "one")))
            self.assertTrue(client.is_served())


class Refusals(unittest.TestCase):
    def refused(self, mechanism, message):
        with RawClient(broker) as client, self.assertRaises(Refused) as refused:
            client.log_in(mechanism, message)
        with self.subTest("closed afterwards"), RawClient(broker) as client:
            client.handshake(mechanism)
            try:
                client.authenticate(message)
            except Refused:
                pass
            self.assertFalse(client.is_served())
        self.assertEqual(refused.exception.code, 58)
        self.assertRegex(refused.exception.message, r"^\[[0-9a-f-]{36}\]: Access denied$")

    def test_each_wrong_part_of_aws_msk_iam(self):
        now = time.time()
        key, secret = user
        expired = broker.session("writer", "late", -5)
        one, other = broker.session("writer", "one"), broker.session("writer", "two")
        for what, message in {
                "another region": iam_message(HOST, key, secret, region="us-west-2"),
                "a foreign host": iam_message("b-1.other.kafka.us-east-1.amazonaws.com", key, secret),
                "expired": iam_message(HOST, key, secret, at=now - 901),
                "from the future": iam_message(HOST, key, secret, at=now + 1000),
                "too long": iam_message(HOST, key, secret, expires="3600"),
                "another secret": iam_message(HOST, key, secret + "x"),
                "an unknown key": iam_message(HOST, "AKIANOBODY", secret),
                "an expired session": iam_message(HOST, *expired),
                "another key's token": iam_message(HOST, one[0], one[1], other[2]),
                "a forged token": iam_message(HOST, one[0], one[1], one[2][:-8] + "AAAAAAA="),
                "a token's key without its token": iam_message(HOST, one[0], one[1]),
                "a changed signature": iam_message(HOST, key, secret) | {"x-amz-signature": "0" * 64},
                "another version": iam_message(HOST, key, secret) | {"version": "2020_10_23"},
                "another action": iam_message(HOST, key, secret) | {"action": "kafka-cluster:WriteData"},
                "nothing": b"", "no JSON": b"hello", "a list": b"[]"}.items():
            with self.subTest(what):
                self.refused("AWS_MSK_IAM", message)

    def test_each_wrong_part_of_oauthbearer(self):
        now = time.time()
        key, secret = user
        for what, message in {
                "another region": oauth_message(key, secret, region="us-west-2"),
                "a broker's name": oauth_message(key, secret, host=HOST),
                "expired": oauth_message(key, secret, at=now - 901),
                "another secret": oauth_message(key, secret + "x"),
                "no token": b"n,,\x01\x01", "nothing": b"", "no base64": b"n,,\x01auth=Bearer ***\x01\x01"}.items():
            with self.subTest(what):
                self.refused("OAUTHBEARER", message)

    def test_a_user_without_connect(self):
        self.refused("AWS_MSK_IAM", iam_message(HOST, *broker.add_user("stranger", allow("ReadData", "*"))))

    def test_an_unknown_mechanism_is_told_which_there_are(self):
        with RawClient(broker) as client:
            self.assertEqual(client.handshake("PLAIN"), (33, ["AWS_MSK_IAM", "OAUTHBEARER"]))

    def test_nothing_is_served_before_authentication(self):
        with RawClient(broker) as client:
            self.assertFalse(client.is_served())
        with RawClient(broker) as client:
            client.handshake("AWS_MSK_IAM")
            self.assertFalse(client.is_served())

    def test_another_session_name_may_not_take_over(self):
        with RawClient(broker) as client:
            client.log_in("AWS_MSK_IAM", iam_message(HOST, *broker.session("writer", "one")))
            with self.assertRaises(Refused) as refused:
                client.log_in("AWS_MSK_IAM", iam_message(HOST, *broker.session("writer", "two")))
        role = "arn:aws:sts::123456789012:assumed-role/writer/"
        self.assertEqual(refused.exception.message,
                         f"Cannot change principals during re-authentication from IAM.{role}one: IAM.{role}two")

    def test_another_mechanism_may_not_take_over(self):
        with RawClient(broker) as client:
            client.log_in("AWS_MSK_IAM", iam_message(HOST, *user))
            with self.assertRaises(Refused) as refused:
                client.log_in("OAUTHBEARER", oauth_message(*user))
        self.assertEqual(refused.exception.message, "SASL mechanism 'OAUTHBEARER' requested by client is not supported for "
                                                    "re-authentication of mechanism 'AWS_MSK_IAM'")


class Lifetime(unittest.TestCase):
    def test_after_the_sessions_end_only_a_handshake_is_served(self):
        with Broker(properties={"connections.max.reauth.ms": "700"}) as short:
            one = short.add_user("ada", allow("Connect", CLUSTER_ARN))
            with RawClient(short) as late, RawClient(short) as punctual:
                for client in (late, punctual):
                    _, lifetime = client.log_in("AWS_MSK_IAM", iam_message(HOST, *one))
                    self.assertLessEqual(lifetime, 700)
                    self.assertTrue(client.is_served())
                deadline = time.monotonic() + 0.8
                while time.monotonic() < deadline:
                    time.sleep(deadline - time.monotonic())
                punctual.log_in("AWS_MSK_IAM", iam_message(HOST, *one))
                self.assertTrue(punctual.is_served())
                self.assertFalse(late.is_served())


if __name__ == "__main__":
    foreign_clients.main()
