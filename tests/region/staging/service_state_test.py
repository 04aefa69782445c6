# SPDX-License-Identifier: Apache-2.0
"""What ECS, the balancer and CloudWatch Logs say of a service: its events, its targets, its log."""
import time

import region
from staged import Staged

CLUSTER = "poc-atlas-dev"
NAME = "events-ingestion"
GROUP = f"/ecs/{CLUSTER}/{NAME}"
REPLACED_WITHIN_S = 90


class ServiceState(Staged):
    def service(self):
        [found] = self.up.aws("ecs", "describe_services", cluster=CLUSTER, services=[NAME])["services"]
        return found

    def tasks(self):
        """Task id -> address of each running task."""
        arns = self.up.aws("ecs", "list_tasks", cluster=CLUSTER, serviceName=NAME)["taskArns"]
        tasks = self.up.aws("ecs", "describe_tasks", cluster=CLUSTER, tasks=arns)["tasks"] if arns else []
        return {task["taskArn"].rpartition("/")[2]: self.address(task) for task in tasks if task["lastStatus"] == "RUNNING"}

    def address(self, task):
        [attachment] = task["attachments"]
        return next(each["value"] for each in attachment["details"] if each["name"] == "privateIPv4Address")

    def targets(self):
        """Address -> state of each target."""
        [group] = self.up.aws("elbv2", "describe_target_groups", Names=[f"{CLUSTER}-{NAME}"])["TargetGroups"]
        health = self.up.aws("elbv2", "describe_target_health", TargetGroupArn=group["TargetGroupArn"])
        return {each["Target"]["Id"]: each["TargetHealth"]["State"] for each in health["TargetHealthDescriptions"]}

    def log(self, task, **options):
        events = self.made("logs", "filter_log_events", logGroupName=GROUP, logStreamNames=[f"ecs/{NAME}/{task}"],
                           **options)["events"]
        return "\n".join(each["message"] for each in events)

    def test_events_tell_how_the_service_came_up(self):
        told = [each["message"] for each in self.service()["events"]]
        self.assertTrue(all(message.startswith(f"(service {NAME}) ") for message in told), told)
        for words in (r"has started \d tasks: \(task [0-9a-f]{32}\)", r"registered \d targets in \(target-group arn:aws:elastic",
                      r"\(deployment ecs-svc/\d+\) deployment completed\.", r"has reached a steady state\."):
            self.assertRegex("\n".join(told), words)

    def test_the_targets_are_the_tasks_and_well(self):
        self.assertEqual({address: "healthy" for address in self.tasks().values()}, self.targets())

    def test_each_task_has_its_log(self):
        for task in self.tasks():
            self.assertRegex(self.log(task), "listening on .*:8080")
            self.assertRegex(self.log(task, filterPattern="topic ready"), "topic .* is ready")
            self.assertEqual("", self.log(task, filterPattern="nobody-wrote-this"))

    def test_a_log_is_read_by_those_who_may_read_its_group(self):
        [group] = self.made("logs", "describe_log_groups", logGroupNamePrefix=GROUP)["logGroups"]
        reader = self.up.user("log-reader", (["logs:FilterLogEvents"], f"{group['arn'].removesuffix(':*')}:*"))
        self.assertTrue(self.made("logs", "filter_log_events", identity=reader, logGroupName=GROUP)["events"])
        other = self.up.user("other-log-reader", (["logs:FilterLogEvents"], group["arn"].replace(NAME, "another")))
        denied = self.up.aws("logs", "filter_log_events", identity=other, logGroupName=GROUP)
        self.assertEqual("AccessDeniedException", denied.get("error"))

    def test_a_task_that_is_stopped_is_drained_told_and_replaced(self):
        before = self.tasks()
        task, address = before.popitem()
        since_ms = int(time.time() * 1000)
        told_before = {each["id"] for each in self.service()["events"]}
        said = self.up.aws("ecs", "stop_task", cluster=CLUSTER, task=task, reason="a test asks")
        self.assertNotIn("error", said)

        def replaced():
            tasks = self.tasks()
            return tasks if task not in tasks and len(tasks) == len(before) + 1 else None

        now = region.until(replaced, REPLACED_WITHIN_S, "another task runs")
        region.until(lambda: self.targets() == {each: "healthy" for each in now.values()}, REPLACED_WITHIN_S,
                     f"the targets are {now}")
        [stopped] = self.up.aws("ecs", "describe_tasks", cluster=CLUSTER, tasks=[task])["tasks"]
        self.assertEqual(("UserInitiated", "a test asks"), (stopped["stopCode"], stopped["stoppedReason"]))
        told = "\n".join(each["message"] for each in self.service()["events"] if each["id"] not in told_before)
        [fresh] = set(now) - set(before)
        self.assertIn(f"has started 1 tasks: (task {fresh})", told)
        for words in ("deregistered 1 targets in", "registered 1 targets in"):
            self.assertIn(words, told)
        self.assertRegex(self.log(task, startTime=since_ms), "(?s)signal 15: .*every event was answered")
