# SPDX-License-Identifier: Apache-2.0
"""Public listeners obey their security groups: a rule taken away, new connections time out; put back, they are made."""
import socket

import region
from staged import Staged

ANYWHERE = "0.0.0.0/0"
TAKES_EFFECT_WITHIN_S = 10


class PublicListeners(Staged):
    def said(self, listener):
        """How a new connection from the host ends."""
        try:
            socket.create_connection(listener, 2).close()
            return "open"
        except TimeoutError:
            return "timed out"
        except ConnectionRefusedError:
            return "refused"

    def until_all_say(self, listeners, word):
        region.until(lambda: {self.said(each) for each in listeners} == {word}, TAKES_EFFECT_WITHIN_S,
                     f"{listeners}: {word}")

    def take_away(self, group_name, port):
        """Revokes the rule that lets the internet in to this port of the group."""
        [group] = self.up.aws("ec2", "describe_security_groups",
                              Filters=[{"Name": "group-name", "Values": [group_name]}])["SecurityGroups"]
        rules = self.up.aws("ec2", "describe_security_group_rules",
                            Filters=[{"Name": "group-id", "Values": [group["GroupId"]]}])["SecurityGroupRules"]
        [rule] = [each["SecurityGroupRuleId"] for each in rules
                  if not each["IsEgress"] and each.get("CidrIpv4") == ANYWHERE and each["FromPort"] == port]
        said = self.up.aws("ec2", "revoke_security_group_ingress", GroupId=group["GroupId"], SecurityGroupRuleIds=[rule])
        self.assertNotIn("error", said)

    def test_a_rule_taken_away_and_put_back(self):
        outputs = self.up.outputs
        brokers = [(name, int(port)) for name, _, port in (each.rpartition(":") for each in
                   outputs["msk_bootstrap_brokers_public_sasl_iam"].split(","))]
        edge = outputs["alb_dns_name"]
        self.until_all_say([(edge, 80), (edge, 443), *brokers], "open")
        try:
            self.take_away("poc-atlas-dev-edge", 80)
            self.until_all_say([(edge, 80)], "timed out")
            self.until_all_say([(edge, 443), *brokers], "open")
            self.take_away("poc-atlas-dev-edge", 443)
            self.until_all_say([(edge, 80), (edge, 443)], "timed out")
            self.take_away("poc-atlas-dev-streaming", 9198)
            self.until_all_say([(edge, 80), (edge, 443), *brokers], "timed out")
        finally:
            self.up.terraform.apply()
        self.until_all_say([(edge, 80), (edge, 443), *brokers], "open")
        empty, text = self.up.terraform.plan_is_empty()
        self.assertTrue(empty, text[-4000:])
