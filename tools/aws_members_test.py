#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a .members file may say, and what it must."""
import unittest

import aws_members

MODEL = {
    "service": {"name": "houses"},
    "operations": {"Build": {"input": "BuildRequest"}, "Burn": {"input": "BurnRequest"}, "List": {}},
    "shapes": {
        "BuildRequest": {"kind": "structure", "members": [{"name": "Name", "shape": "string"}, {"name": "Doors", "shape": "Doors"},
                                                          {"name": "DryRun", "shape": "boolean"}]},
        "BurnRequest": {"kind": "structure", "members": [{"name": "Name", "shape": "string"},
                                                         {"name": "DryRun", "shape": "boolean"}]},
        "Doors": {"kind": "list", "item": "Door"},
        "Door": {"kind": "structure", "members": [{"name": "Open", "shape": "boolean"}, {"name": "Lock", "shape": "Lock"}]},
        "Lock": {"kind": "structure", "members": [{"name": "Key", "shape": "string"}]},
    },
}
GOOD = """
# a comment
operation *
    DryRun honoured untested
operation Build
    Name honoured houses_test.cc: a house has a name
    Doors honoured untested
operation List
structure Door
    Open refused false "no"
    Lock recorded "there are no locks"
"""


def resolve(text):
    return aws_members.resolve(MODEL, aws_members.parse(text))


class Members(unittest.TestCase):
    def refused(self, text, words):
        with self.assertRaises(aws_members.Mistake) as caught:
            resolve(text)
        self.assertIn(words, str(caught.exception))

    def test_every_member_of_an_answered_operation_has_its_verdict(self):
        verdicts = resolve(GOOD)
        self.assertEqual(verdicts["BuildRequest"]["Name"].test, "houses_test.cc: a house has a name")
        self.assertEqual(verdicts["BuildRequest"]["DryRun"].kind, aws_members.HONOURED)
        self.assertEqual(verdicts["Door"]["Open"].neutral, ("false", '"no"'))
        self.assertNotIn("BurnRequest", verdicts)
        self.assertEqual(aws_members.answered(aws_members.parse(GOOD)), {"Build", "List"})

    def test_what_only_a_recorded_or_refused_structure_holds_needs_none(self):
        self.assertNotIn("Lock", resolve(GOOD))
        denied = GOOD.replace('recorded "there are no locks"', "denied untested")
        self.assertEqual(resolve(denied)["Door"]["Lock"].kind, aws_members.DENIED)
        self.assertNotIn("Lock", resolve(denied))

    def test_a_member_without_a_verdict_is_named(self):
        self.refused(GOOD.replace("    Open refused false \"no\"\n", ""), "structure Door: no verdict on Open")
        self.refused(GOOD + "operation Burn\n", "operation Burn: no verdict on Name")

    def test_a_verdict_without_a_member_is_named(self):
        self.refused(GOOD.replace("Doors honoured", "Gates honoured"), "operation Build: has no member Gates")
        self.refused(GOOD + "structure Lock\n    Key refused\n", "structure Lock: no answered operation's input holds it")
        self.refused(GOOD + "operation Paint\n", "operation Paint: not in the model")

    def test_a_line_that_says_nothing_is_refused_with_its_number(self):
        self.refused("operation Build\n    Name ignored\n", "members:2")
        self.refused("operation Build\n    Name recorded\n", "its reason")
        self.refused("operation Build\n    Name honoured somehow\n", "FILE: test name")
        self.refused("operation Build\n    Name refused nope\n", "members:2")
        self.refused("operation Build\noperation Build\n", "a second section")
        self.refused("operation Build\n    Name refused\n    Name refused\n", "a second verdict")


unittest.main()
