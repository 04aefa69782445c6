# SPDX-License-Identifier: Apache-2.0
"""Two regions on one machine, both serving staging: apart, and none the worse for what is done to the other."""
import socket

from . import staged


class Apart(staged.TestCase):
    """While both are up."""

    def setUp(self):
        self.both = (self.staged.first, self.staged.second)

    def assert_differ(self, of):
        mine, theirs = (of(each) for each in self.both)
        self.assertTrue(mine and theirs, f"{mine}, {theirs}")
        self.assertEqual(set(), set(mine) & set(theirs))

    def test_events_of_each_arrive_there_and_only_there(self):
        messages = [each.send_event() for each in self.both]
        for each, own, other in zip(self.both, messages, reversed(messages)):
            self.assertEqual("u-1", each.read_back(own)["key"])
            records = each.kafka("consume", each.terraform.outputs()["events_ingestion_topic"], "30", own)
            self.assertNotIn(other, records)

    def test_names_addresses_accounts_and_endpoints_are_apart(self):
        self.assert_differ(lambda each: [each.region.id])
        self.assert_differ(lambda each: [each.environment["AWS_ENDPOINT_URL"]])
        self.assert_differ(lambda each: [each.aws("sts", "get_caller_identity")["Account"]])
        self.assert_differ(self.public_names)
        self.assert_differ(lambda each: {socket.gethostbyname(name) for name in self.public_names(each)})
        self.assert_differ(lambda each: {line.split()[0] for line in each.region.hosts_lines()})

    @staticmethod
    def public_names(each):
        outputs = each.terraform.outputs()
        brokers = outputs["msk_bootstrap_brokers_public_sasl_iam"].split(",")
        return {each.host, outputs["alb_dns_name"]} | {broker.rsplit(":", 1)[0] for broker in brokers}

    def test_credentials_of_one_open_nothing_at_the_other(self):
        first, second = self.both
        mine = (first.environment["AWS_ACCESS_KEY_ID"], first.environment["AWS_SECRET_ACCESS_KEY"])
        self.assertEqual("InvalidClientTokenId", second.aws("sts", "get_caller_identity", identity=mine).get("error"))


class Undisturbed(staged.TestCase):
    """After everything was done to the first, down and purge included."""

    def test_the_second_answered_every_request_meanwhile(self):
        bystander = self.staged.bystander
        self.assertGreater(bystander.answered_since(0), 100)
        self.assertEqual([], bystander.failed())
        second = self.staged.second
        self.assertEqual("u-1", second.read_back(second.send_event())["key"])
        empty, text = second.terraform.plan_is_empty()
        self.assertTrue(empty, text[-4000:])
