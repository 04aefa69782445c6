# SPDX-License-Identifier: Apache-2.0
"""Two regions, both serving staging, brought up side by side once for all tests of this folder.

The second is only ever watched: whatever is done to the first, `bystander` goes on asking the second's edge.
"""
import concurrent.futures
import unittest

import stack

from .traffic import Traffic

SECOND_CLIENTS = 1
shared = None


class Staged:
    def __init__(self):
        self.cleanups = []

        def later(function, *arguments, **options):
            self.cleanups.append(lambda: function(*arguments, **options))

        self.first = self.second = self.bystander = None
        try:
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                both = [pool.submit(stack.bring_up, name, later) for name in ("faults", "beside")]
            self.first, self.second = (each.result() for each in both)
        except BaseException:
            self.close()
            raise
        self.bystander = Traffic(self.second, SECOND_CLIENTS).__enter__()

    def close(self):
        if self.bystander:
            self.bystander.__exit__()
        while self.cleanups:
            self.cleanups.pop()()


def get():
    """The two, brought up at the first call; what went wrong then is raised by each later one."""
    global shared
    if shared is None:
        try:
            shared = Staged()
        except (AssertionError, unittest.SkipTest) as why:
            shared = why
    if isinstance(shared, BaseException):
        raise shared
    return shared


def close():
    if isinstance(shared, Staged):
        shared.close()


class TestCase(unittest.TestCase):
    """`up` is the staging to disturb."""

    @classmethod
    def setUpClass(cls):
        cls.staged = get()
        cls.up = cls.staged.first
        cls.region = cls.up.region

    def assert_plan_is_empty(self):
        empty, text = self.up.terraform.plan_is_empty()
        self.assertTrue(empty, text[-4000:])

    def assert_event_arrives(self):
        message = self.up.send_event()
        self.assertEqual("u-1", self.up.read_back(message)["key"])
        return message
