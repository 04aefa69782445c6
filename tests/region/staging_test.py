#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Staging, once up, as clients see it: what works, and what is refused in AWS's or Kafka's own words."""
import json
import re
import subprocess
import sys
import unittest

import region
import stack

import verdict  # By the path that stack adds.

TOPIC = "atlas.l1.telemetry.event"
up = None  # The stack that all tests of this file share.


def setUpModule():
    global up
    up = stack.bring_up("staging", unittest.addModuleCleanup)


class TheEdge(unittest.TestCase):
    def test_a_host_that_no_rule_names_reaches_the_default_target(self):
        status, body = up.curl(f"https://{up.host}/ready", "--header", "Host: nobody.example.com")
        self.assertEqual(200, status, body)

    def test_plain_http_is_redirected_and_serves_nothing_else(self):
        status, body = up.curl(f"http://{up.host}/v1/events", "--dump-header", "-")
        self.assertEqual(301, status, body)
        self.assertRegex(body.lower(), rf"location: https://{re.escape(up.host)}(:443)?/v1/events")

    def test_http_2_is_spoken(self):
        _, text = up.curl(f"https://{up.host}/ready", "--http2", "--write-out", "%{http_version}\n%{http_code}",
                          "--output", "/dev/null")
        self.assertEqual("2", text.strip())

    def test_tls_below_1_2_is_refused_by_the_edge(self):
        done = subprocess.run(["openssl", "s_client", "-connect", f"{up.host}:443", "-servername", up.host, "-tls1_1",
                               "-cipher", "DEFAULT@SECLEVEL=0"], input="", text=True, capture_output=True, check=False,
                              timeout=20)
        self.assertRegex(done.stdout + done.stderr, "alert protocol version")

    def test_an_event_without_a_write_key_or_with_a_wrong_one_is_refused(self):
        event = json.dumps({"type": "track", "event": "x", "userId": "u"})
        for credentials in ([], ["--user", "wrong:"]):
            status, body = up.curl(f"https://{up.host}/v1/events", "--header", "Content-Type: application/json", "--data",
                                   event, *credentials)
            self.assertEqual(401, status, body)

    def test_a_bad_event_is_named_and_the_good_one_beside_it_is_kept(self):
        key = up.region.atlas("env", "--write-key").strip()
        batch = [{"type": "track", "event": "good", "userId": "u", "messageId": "beside-a-bad-one"}, {"type": "nonsense"}]
        status, body = up.curl(f"https://{up.host}/v1/batch", "--user", f"{key}:", "--header",
                               "Content-Type: application/json", "--data", json.dumps(batch))
        self.assertEqual(207, status, body)
        self.assertEqual("u", up.read_back("beside-a-bad-one")["key"])


class TheEndpoint(unittest.TestCase):
    def test_names_are_of_the_poc_atlas_dev_shape(self):
        seen = up.inventory()
        for kind in ("aws_ecs_cluster", "aws_lb", "aws_ecr_repository", "aws_msk_cluster", "aws_secretsmanager_secret"):
            self.assertTrue(any("poc-atlas-dev" in name for name in seen[kind]), f"{kind}: {seen[kind]}")

    def test_an_unsigned_call_is_refused(self):
        status, body = up.curl(up.environment["AWS_ENDPOINT_URL"], "--data", "Action=GetCallerIdentity&Version=2011-06-15")
        self.assertEqual(403, status, body)
        self.assertIn("MissingAuthenticationToken", body)

    def test_a_wrong_secret_is_refused_in_each_service_s_words(self):
        wrong = (up.environment["AWS_ACCESS_KEY_ID"], "wrong" * 8)
        for service, operation, code in (("sts", "get_caller_identity", "SignatureDoesNotMatch"),
                                         ("ec2", "describe_vpcs", "AuthFailure"),
                                         ("ecs", "list_clusters", "InvalidSignatureException")):
            self.assertEqual(code, up.aws(service, operation, identity=wrong).get("error"), service)

    def test_what_no_policy_allows_is_denied(self):
        stranger = up.user("stranger")
        self.assertNotIn("error", up.aws("sts", "get_caller_identity", identity=stranger))
        for service, operation, code in (("ec2", "describe_vpcs", "UnauthorizedOperation"),
                                         ("ecs", "list_clusters", "AccessDeniedException"),
                                         ("iam", "list_roles", "AccessDenied")):
            self.assertEqual(code, up.aws(service, operation, identity=stranger).get("error"), service)


class Kafka(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = up.terraform.outputs()["msk_cluster_arn"]
        cls.topics = cls.cluster.replace(":cluster/", ":topic/")

    def test_who_may_write_the_topic_writes_it(self):
        writer = up.user("writer", (["kafka-cluster:Connect", "kafka-cluster:WriteDataIdempotently"], [self.cluster]),
                         (["kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"], [f"{self.topics}/{TOPIC}"]))
        self.assertIn("offset", up.kafka("produce", TOPIC, identity=writer, given="from outside\n"))
        with self.assertRaisesRegex(AssertionError, "(?i)authoriz"):
            up.kafka("consume", TOPIC, "8", "from outside", identity=writer)

    def test_who_may_not_write_it_is_told_so_by_kafka(self):
        reader = up.user("reader", (["kafka-cluster:Connect", "kafka-cluster:WriteDataIdempotently"], [self.cluster]),
                         (["kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"], [f"{self.topics}/{TOPIC}"]))
        with self.assertRaisesRegex(AssertionError, "TOPIC_AUTHORIZATION_FAILED|(?i:not authorized)"):
            up.kafka("produce", TOPIC, identity=reader, given="no\n")

    def test_a_wrong_secret_does_not_connect(self):
        wrong = (up.environment["AWS_ACCESS_KEY_ID"], "wrong" * 8)
        with self.assertRaisesRegex(AssertionError, "(?i)authentication|SASL|transport|timed out"):
            up.kafka("consume", TOPIC, "8", "anything", identity=wrong)


class EveryPair(unittest.TestCase):
    """From inside each workload to each other one: open exactly where terraform/ says, silence elsewhere."""

    PORTS = (22, 80, 443, 5432, 6379, 8080, 9092, 9098, 9198)
    KINDS = {"poc-atlas-dev-edge": "edge", "poc-atlas-dev-events-ingestion": "task", "poc-atlas-dev-streaming": "broker"}
    # The edge lets in 80 and 443 from anywhere, but a task may leave for 443 only.
    OPEN = {("edge", "task", 8080), ("task", "broker", 9098), ("task", "edge", 443)}
    # Runs in a workload's namespace: tries address:port pairs at once, prints those that answer, refusals included.
    TRY = """
import concurrent.futures, socket, sys
def answers(pair):
    address, port = pair.rsplit(":", 1)
    try:
        socket.create_connection((address, int(port)), 1.5).close()
        return pair
    except ConnectionRefusedError:
        return pair
    except OSError:
        return None
with concurrent.futures.ThreadPoolExecutor(64) as pool:
    print(" ".join(filter(None, pool.map(answers, sys.argv[1:]))))
"""

    def interfaces(self):
        """Address -> kind of workload, of every interface in a group that is ours."""
        found = {}
        for each in up.aws("ec2", "describe_network_interfaces")["NetworkInterfaces"]:
            kinds = {self.KINDS[group["GroupName"]] for group in each["Groups"] if group["GroupName"] in self.KINDS}
            found |= {each["PrivateIpAddress"]: kind for kind in kinds}
        return found

    def namespaces(self):
        """Namespace of a workload of the region -> its addresses."""
        found = {}
        listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout
        for name in (line.split()[0] for line in listed.splitlines() if f"atlas-{up.region.id}-s-" in line):
            shown = subprocess.run(["ip", "-n", name, "-4", "-o", "addr"], capture_output=True, text=True, check=True).stdout
            found[name] = set(re.findall(r"inet ([0-9.]+)/", shown)) - {"127.0.0.1"}
        return found

    def test_each_port_of_each_pair(self):
        kinds = self.interfaces()
        self.assertEqual({"edge", "task", "broker"}, set(kinds.values()))
        seen = {}
        for name, own in self.namespaces().items():
            source = next((kinds[address] for address in own if address in kinds), None)
            others = [address for address in kinds if address not in own]
            if source is None:
                continue
            pairs = [f"{address}:{port}" for address in others for port in self.PORTS]
            done = subprocess.run(["ip", "netns", "exec", name, sys.executable, "-c", self.TRY, *pairs], text=True,
                                  capture_output=True, timeout=120, check=True)
            for pair in pairs:
                address, port = pair.rsplit(":", 1)
                seen.setdefault((source, kinds[address], int(port)), set()).add(pair in done.stdout.split())
        self.assertEqual(self.OPEN, {pair for pair, answers in seen.items() if answers == {True}})
        self.assertEqual(set(), {pair for pair, answers in seen.items() if len(answers) == 2}, "the same for all of a kind")
        for kind in ("edge", "task", "broker"):
            self.assertIn(kind, {source for source, _, _ in seen}, "each kind was asked from")


class SecurityGroups(unittest.TestCase):
    """The public listener obeys its rule: taken away, new connections time out; put back, they are made."""

    def connects(self):
        host, port = up.terraform.outputs()["msk_bootstrap_brokers_public_sasl_iam"].split(",")[0].rsplit(":", 1)
        done = subprocess.run(["curl", "--silent", "--max-time", "3", "--output", "/dev/null", "--insecure",
                               "--write-out", "%{time_appconnect}", f"https://{host}:{port}"], capture_output=True,
                              text=True, check=False)
        return float(done.stdout or 0) > 0

    def test_without_its_rule_the_public_listener_is_silent(self):
        self.assertTrue(self.connects())
        groups = up.aws("ec2", "describe_security_groups",
                        Filters=[{"Name": "group-name", "Values": ["poc-atlas-dev-streaming"]}])["SecurityGroups"]
        rule = {"GroupId": groups[0]["GroupId"], "IpPermissions": [
            {"IpProtocol": "tcp", "FromPort": 9198, "ToPort": 9198,
             "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "Kafka by IAM and TLS, public listeners"}]}]}
        self.assertNotIn("error", up.aws("ec2", "revoke_security_group_ingress", **rule))
        try:
            region.until(lambda: not self.connects(), 10, "the listener is silent")
        finally:
            up.terraform.apply()
        region.until(self.connects, 10, "the listener is open again")
        empty, text = up.terraform.plan_is_empty()
        self.assertTrue(empty, text[-4000:])


class Tasks(unittest.TestCase):
    def test_a_task_whose_role_may_not_read_the_secret_stops_with_ecs_s_reason(self):
        ecs = up.aws("ecs", "describe_services", cluster="poc-atlas-dev", services=["events-ingestion"])["services"][0]
        definition = up.aws("ecs", "describe_task_definition", taskDefinition=ecs["taskDefinition"])["taskDefinition"]
        registered = up.aws("ecs", "register_task_definition", family="without-the-right", networkMode="awsvpc",
                            cpu="256", memory="512", requiresCompatibilities=["FARGATE"],
                            executionRoleArn=definition["taskRoleArn"], taskRoleArn=definition["taskRoleArn"],
                            containerDefinitions=[{key: value for key, value in definition["containerDefinitions"][0].items()
                                                   if key in ("name", "image", "secrets")}])
        started = up.aws("ecs", "run_task", cluster="poc-atlas-dev", launchType="FARGATE",
                         taskDefinition=registered["taskDefinition"]["taskDefinitionArn"],
                         networkConfiguration=ecs["networkConfiguration"])
        arn = started["tasks"][0]["taskArn"]

        def stopped():
            task = up.aws("ecs", "describe_tasks", cluster="poc-atlas-dev", tasks=[arn])["tasks"][0]
            return task if task["lastStatus"] == "STOPPED" else None

        task = region.until(stopped, 60, "the task stops")
        self.assertRegex(task["stoppedReason"], "ResourceInitializationError|CannotPullContainerError")
        self.assertIn("AccessDenied", task["stoppedReason"])


if __name__ == "__main__":
    verdict.main()
