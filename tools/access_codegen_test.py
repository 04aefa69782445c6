#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Declarations of src/aws/models/*.access that must be refused, and that no role of an input is left out."""
import tempfile
import unittest
from pathlib import Path

import access_codegen


def declare(service, text):
    """The message that a file with these lines is refused with; "" = accepted."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{service}.access"
        path.write_text(text)
        try:
            access_codegen.Service(path)
        except SystemExit as refusal:
            return str(refusal)
    return ""


class Declarations(unittest.TestCase):
    def test_a_role_that_an_input_names_must_be_declared(self):
        wrong = declare("ecs", "RegisterTaskDefinition write grows passes taskRoleArn>ecs-tasks.amazonaws.com\n")
        self.assertIn("its input names a role by executionRoleArn", wrong)
        self.assertEqual(declare("ecs", "RegisterTaskDefinition write grows passes taskRoleArn>ecs-tasks.amazonaws.com\n"
                                        "    executionRoleArn>ecs-tasks.amazonaws.com\n"), "")

    def test_a_passed_role_has_a_service_and_is_a_member(self):
        self.assertIn("needs its service", declare("ecs", "RegisterTaskDefinition write grows passes taskRoleArn executionRoleArn\n"))
        self.assertIn("has no roleArn", declare("ecs", "StopTask write frees names roleArn\n"))

    def test_a_read_is_what_the_reference_calls_one(self):
        self.assertIn("reference says Read", declare("ecs", "DescribeTasks write grows\n"))
        self.assertIn("reference says Write", declare("ecs", "StopTask read\n"))

    def test_a_write_says_whether_it_frees_room_on_a_full_disk(self):
        self.assertEqual(declare("ecs", "StopTask write frees\n"), "")
        self.assertIn("'nothing' is none of frees grows", declare("ecs", "StopTask write\n"))
        self.assertIn("'shrinks' is none of frees grows", declare("ecs", "StopTask write shrinks\n"))
        self.assertIn("'names' is none of frees grows", declare("ecs", "StopTask write names roleArn\n"))
        self.assertIn("unexpected 'frees'", declare("ecs", "DescribeTasks read frees\n"))

    def test_what_goes_on_on_a_full_disk_is_this(self):
        frees = {f"{path.stem}:{name}" for path in access_codegen.MODELS.glob("*.access")
                 for name, action in access_codegen.Service(path).actions.items() if action["frees"]}
        self.assertLessEqual({"ecs:StopTask", "ecs:DeleteService", "ecr:BatchDeleteImage", "ecr:PutLifecyclePolicy",
                              "logs:PutRetentionPolicy", "elbv2:DeregisterTargets", "ec2:DeleteVpc"}, frees)
        self.assertFalse({"ecs:RunTask", "ecs:UpdateService", "ec2:CreateTags", "secretsmanager:PutSecretValue"} & frees)

    def test_types_keys_members_and_actions_are_known(self):
        self.assertIn("no resource type 'queue'", declare("ecs", "StopTask write frees on queue\n"))
        self.assertIn("no condition key 'ecs:colour'", declare("ecs", "StopTask write frees with ecs:colour\n"))
        self.assertIn("no member", declare("ecs", "StopTask write frees with ecs:cluster=clusterName\n").replace("no clusterName", "no member"))
        self.assertIn("no such action", declare("ecs", "StartTasks write grows\n"))

    def test_every_listed_service_declares_its_access(self):
        for listed in access_codegen.MODELS.glob("*.operations"):
            service = access_codegen.Service(listed.with_suffix(".access"))
            self.assertTrue(service.actions, listed.stem)

    def test_the_members_of_implemented_operations_that_pass_roles_are_these(self):
        passed = {f"{path.stem}:{name}": sorted(member for member, _ in action["passes"])
                  for path in access_codegen.MODELS.glob("*.access")
                  for name, action in access_codegen.Service(path).actions.items() if action["passes"]}
        self.assertEqual(sorted(passed), ["ecs:CreateService", "ecs:RegisterTaskDefinition", "ecs:RunTask",
                                          "ecs:UpdateService"])
        self.assertEqual(passed["ecs:RegisterTaskDefinition"], ["executionRoleArn", "taskRoleArn"])


if __name__ == "__main__":
    unittest.main()
