#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Staging under faults, with a second region beside it. What is tested is in faults/, one file a subject.

Arguments are names of tests as unittest takes them, e.g. kills.Serving.test_haproxy; none = all, in this order.
"""
import sys
import unittest

from faults import any_moment, down_and_up, kills, staged, two_regions

import verdict  # By the path that stack adds.

SUBJECTS = (any_moment.AnyMoment, two_regions.Apart, kills.Region, kills.Serving, down_and_up.DownAndUp, two_regions.Undisturbed)


def load_tests(loader, _tests, _pattern):
    return unittest.TestSuite(loader.loadTestsFromTestCase(subject) for subject in SUBJECTS)


if __name__ == "__main__":
    try:
        verdict.main()
    finally:
        staged.close()
