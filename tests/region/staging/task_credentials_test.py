# SPDX-License-Identifier: Apache-2.0
"""169.254.170.2 as tasks see it: a task's role is given to that task alone."""
import json
import re

import workloads
from staged import Staged


class TaskCredentials(Staged):
    def setUp(self):
        self.tasks = workloads.processes(self.up.region, "events-ingestion")
        self.assertGreaterEqual(len(self.tasks), 2, self.tasks)
        self.paths = {namespace: workloads.environment(pid)["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"]
                      for namespace, pid in self.tasks.items()}

    def ask(self, namespace, path):
        """(status, document) of a request to the credentials' endpoint from inside a namespace."""
        text = workloads.run_in(namespace, "curl", "--silent", "--max-time", "10", "--write-out", "\n%{http_code}",
                                f"http://169.254.170.2{path}")
        body, _, status = text.rpartition("\n")
        return int(status), json.loads(body)

    def test_a_task_is_given_its_own_role(self):
        roles = self.up.aws("iam", "list_roles")["Roles"]
        [role] = [each["Arn"] for each in roles if each["RoleName"] == "poc-atlas-dev-events-ingestion-task"]
        for namespace, path in self.paths.items():
            status, given = self.ask(namespace, path)
            self.assertEqual(200, status, given)
            self.assertEqual(role, given["RoleArn"])
            session = (given["AccessKeyId"], given["SecretAccessKey"], given["Token"])
            who = self.up.aws("sts", "get_caller_identity", identity=session)
            self.assertRegex(who["Arn"], ":assumed-role/poc-atlas-dev-events-ingestion-task/[0-9a-f]{32}$")
            denied = self.up.aws("secretsmanager", "get_secret_value", identity=session,
                                 SecretId=self.up.outputs["events_ingestion_secret_arn"])
            self.assertEqual("AccessDeniedException", denied.get("error"), "the execution role reads it, not the task's")

    def test_another_task_s_path_is_refused(self):
        self.assertEqual(len(self.paths), len(set(self.paths.values())))
        for namespace in self.paths:
            for owner, path in self.paths.items():
                if owner != namespace:
                    status, said = self.ask(namespace, path)
                    self.assertEqual((400, "InvalidIdInRequest"), (status, said.get("code")), said)

    def test_a_path_that_nobody_has_is_refused(self):
        for namespace, path in self.paths.items():
            wrong = path[:-4] + ("0000" if not path.endswith("0000") else "1111")
            for asked, expected in ((wrong, 400), (path[:-1], 400), ("/v2/credentials/", 400), ("/v2/credentials", 404), ("/", 404)):
                status, said = self.ask(namespace, asked)
                self.assertEqual(expected, status, said)
                self.assertNotIn("SecretAccessKey", said)

    def test_a_workload_that_is_no_task_is_refused(self):
        others = set(workloads.namespaces(self.up.region)) - set(self.tasks)
        self.assertTrue(others)
        for namespace in others:
            for path in self.paths.values():
                status, said = self.ask(namespace, path)
                self.assertEqual((400, "InvalidIdInRequest"), (status, said.get("code")), said)

    def test_metadata_is_each_task_s_own_too(self):
        keys = {namespace: re.search(r"/v4/(.*)", workloads.environment(pid)["ECS_CONTAINER_METADATA_URI_V4"])[0]
                for namespace, pid in self.tasks.items()}
        for namespace in keys:
            for owner, path in keys.items():
                status, said = self.ask(namespace, f"{path}/task")
                self.assertEqual(200 if owner == namespace else 404, status, said)
