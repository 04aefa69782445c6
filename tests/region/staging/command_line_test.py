# SPDX-License-Identifier: Apache-2.0
"""`aws`, the command line from PyPI, lists and describes what Terraform made."""
import json

from foreign import python
from staged import Staged

NAME = "poc-atlas-dev"
SERVICE = ("--cluster", NAME, "--services", "events-ingestion")


class CommandLine(Staged):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outputs = cls.up.outputs

    def aws(self, *arguments):
        return json.loads(python.aws(self.up.environment_of(None), *arguments, "--output", "json"))

    def test_it_lists_what_is_there(self):
        for names in (self.aws("ecs", "list-clusters")["clusterArns"],
                      self.aws("ecs", "list-services", "--cluster", NAME)["serviceArns"],
                      [each["LoadBalancerName"] for each in self.aws("elbv2", "describe-load-balancers")["LoadBalancers"]],
                      [each["repositoryName"] for each in self.aws("ecr", "describe-repositories")["repositories"]],
                      [each["ClusterName"] for each in self.aws("kafka", "list-clusters")["ClusterInfoList"]],
                      [each["Name"] for each in self.aws("secretsmanager", "list-secrets")["SecretList"]],
                      [each["logGroupName"] for each in self.aws("logs", "describe-log-groups")["logGroups"]],
                      [each["RoleName"] for each in self.aws("iam", "list-roles")["Roles"]]):
            self.assertTrue(any(NAME in name for name in names), names)

    def test_it_describes_them_as_the_outputs_do(self):
        [vpc] = self.aws("ec2", "describe-vpcs", "--filters", f"Name=tag:Name,Values={NAME}")["Vpcs"]
        self.assertEqual(self.outputs["vpc_id"], vpc["VpcId"])
        [balancer] = self.aws("elbv2", "describe-load-balancers", "--names", NAME)["LoadBalancers"]
        self.assertEqual((self.outputs["alb_dns_name"], "active"), (balancer["DNSName"], balancer["State"]["Code"]))
        brokers = self.aws("kafka", "get-bootstrap-brokers", "--cluster-arn", self.outputs["msk_cluster_arn"])
        self.assertEqual(self.outputs["msk_bootstrap_brokers_public_sasl_iam"], brokers["BootstrapBrokerStringPublicSaslIam"])
        self.assertEqual(self.outputs["msk_bootstrap_brokers_sasl_iam"], brokers["BootstrapBrokerStringSaslIam"])

    def test_a_query_and_a_table_are_its_own_business(self):
        said = python.aws(self.up.environment_of(None), "ecs", "describe-services", *SERVICE, "--query",
                          "services[].[runningCount,desiredCount,status]", "--output", "text")
        running, desired, status = said.split()
        self.assertEqual((desired, "ACTIVE"), (running, status))

    def test_it_waits_until_the_service_is_stable(self):
        python.aws(self.up.environment_of(None), "ecs", "wait", "services-stable", *SERVICE)

    def test_an_error_is_aws_s(self):
        with self.assertRaisesRegex(AssertionError, r"\(ClusterNotFoundException\) when calling the ListServices operation"):
            self.aws("ecs", "list-services", "--cluster", "nobody-made-this")
