# SPDX-License-Identifier: Apache-2.0
"""Tasks that cannot start, and why ECS says they cannot."""
import json
import tempfile
import unittest

import region
from foreign.skopeo import PROGRAM, Skopeo
from staged import Staged

CLUSTER = "poc-atlas-dev"
STOPS_WITHIN_S = 60
TRIED_AGAIN_WITHIN_S = 120
TRUST = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ecs-tasks.amazonaws.com"}}]}


class TaskStart(Staged):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        [cls.service] = cls.up.aws("ecs", "describe_services", cluster=CLUSTER, services=["events-ingestion"])["services"]
        cls.definition = cls.up.aws("ecs", "describe_task_definition",
                                    taskDefinition=cls.service["taskDefinition"])["taskDefinition"]
        [cls.container] = cls.definition["containerDefinitions"]

    def register(self, family, execution_role=None, **changed):
        """A task definition like that of staging, with another execution role or changes of its container."""
        made = self.made("ecs", "register_task_definition", family=family, networkMode="awsvpc", cpu="256", memory="512",
                           requiresCompatibilities=["FARGATE"], taskRoleArn=self.definition["taskRoleArn"],
                           executionRoleArn=execution_role or self.definition["executionRoleArn"],
                           containerDefinitions=[self.container | changed])
        arn = made["taskDefinition"]["taskDefinitionArn"]
        self.addCleanup(self.up.aws, "ecs", "deregister_task_definition", taskDefinition=arn)
        return arn

    def stopped(self, definition):
        """Runs a task and returns what ECS says of it once it has stopped."""
        started = self.made("ecs", "run_task", cluster=CLUSTER, launchType="FARGATE", taskDefinition=definition,
                              networkConfiguration=self.service["networkConfiguration"])
        arn = started["tasks"][0]["taskArn"]

        def ended():
            [task] = self.up.aws("ecs", "describe_tasks", cluster=CLUSTER, tasks=[arn])["tasks"]
            return task if task["lastStatus"] == "STOPPED" else None

        return region.until(ended, STOPS_WITHIN_S, "the task stops")

    def role(self, name, *statements):
        """A role for tasks that may do what the statements (actions, resources) say."""
        made = self.made("iam", "create_role", RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))
        policy = {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": actions, "Resource": resources} for actions, resources in statements]}
        self.made("iam", "put_role_policy", RoleName=name, PolicyName="only", PolicyDocument=json.dumps(policy))
        self.addCleanup(self.up.aws, "iam", "delete_role", RoleName=name)
        self.addCleanup(self.up.aws, "iam", "delete_role_policy", RoleName=name, PolicyName="only")
        return made["Role"]["Arn"]

    def test_a_program_that_ends_is_told_with_its_exit_code_and_its_log(self):
        log = self.container["logConfiguration"]["options"]
        task = self.stopped(self.register("no-bootstrap", environment=[], stopTimeout=5))
        self.assertEqual(("EssentialContainerExited", "Essential container in task exited"),
                         (task["stopCode"], task["stoppedReason"]))
        [container] = task["containers"]
        self.assertNotIn(container["exitCode"], (0, 137))
        stream = f"{log['awslogs-stream-prefix']}/{self.container['name']}/{task['taskArn'].rpartition('/')[2]}"
        told = self.made("logs", "get_log_events", logGroupName=log["awslogs-group"], logStreamName=stream, startFromHead=True)
        self.assertRegex("\n".join(each["message"] for each in told["events"]), "KAFKA_BOOTSTRAP")

    def push(self, image, as_image):
        """Gives an image of the registry a second name, gone after the test."""
        folder = self.enterContext(tempfile.TemporaryDirectory(prefix="atlas-skopeo-"))
        registry, _, name = as_image.partition("/")
        done = Skopeo(folder, registry, self.up.environment["ATLAS_CA"]).log_in(self.up.environment_of(None)).copy(
            f"docker://{image}", f"docker://{as_image}")
        self.assertEqual(0, done.returncode, done.stderr)
        repository, _, tag = name.rpartition(":")
        self.addCleanup(self.up.aws, "ecr", "batch_delete_image", repositoryName=repository, imageIds=[{"imageTag": tag}])

    def test_a_role_that_may_not_read_the_secret(self):
        role = self.role("no-secret", (["ecr:*", "logs:*"], "*"))
        task = self.stopped(self.register("no-secret", role))
        self.assertEqual("TaskFailedToStart", task["stopCode"])
        self.assertRegex(task["stoppedReason"],
                         "^ResourceInitializationError: unable to pull secrets or registry auth: .*unable to retrieve secret "
                         "from asm: .*AccessDeniedException: User: arn:aws:sts::[0-9]+:assumed-role/no-secret/[^ ]+ is not "
                         "authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:[^ ]+ "
                         "because no identity-based policy allows the secretsmanager:GetSecretValue action")

    def test_a_role_that_may_not_log_in_to_the_registry(self):
        role = self.role("no-registry", (["secretsmanager:*", "logs:*"], "*"))
        task = self.stopped(self.register("no-registry", role))
        self.assertRegex(task["stoppedReason"],
                         "^ResourceInitializationError: unable to pull secrets or registry auth: .*AccessDeniedException: .*"
                         "assumed-role/no-registry/.* is not authorized to perform: ecr:GetAuthorizationToken on resource: ")

    def test_a_secret_without_the_key_that_is_asked_for(self):
        secret = self.up.outputs["events_ingestion_secret_arn"]
        task = self.stopped(self.register("no-such-key", secrets=[{"name": "WRITE_KEYS", "valueFrom": f"{secret}:nothing::"}]))
        self.assertRegex(task["stoppedReason"], "^ResourceInitializationError: .*did not contain json key nothing")

    @unittest.skipUnless(PROGRAM, "skopeo is not on PATH")
    def test_a_missing_image_is_retried_and_runs_once_it_is_there(self):
        image = self.container["image"]
        repository = image.rpartition(":")[0]
        definition = self.register("image-to-come", image=f"{repository}:to-come")
        self.made("ecs", "create_service", cluster=CLUSTER, serviceName="image-to-come", taskDefinition=definition,
                    desiredCount=1, launchType="FARGATE", networkConfiguration=self.service["networkConfiguration"])
        self.addCleanup(self.made, "ecs", "delete_service", cluster=CLUSTER, service="image-to-come", force=True)

        def service():
            return self.up.aws("ecs", "describe_services", cluster=CLUSTER, services=["image-to-come"])["services"][0]

        def failures():
            return [each["message"] for each in service()["events"] if "was unable to start a task" in each["message"]]

        told = region.until(lambda: failures() if len(failures()) > 1 else None, TRIED_AGAIN_WITHIN_S, "a second try")
        for message in told:
            self.assertRegex(message, r"^\(service image-to-come\) was unable to .*CannotPullContainerError: .*:to-come: not found")
        self.assertEqual(0, service()["runningCount"])
        self.push(image, f"{repository}:to-come")
        region.until(lambda: service()["runningCount"] == 1, TRIED_AGAIN_WITHIN_S, "the task runs")
