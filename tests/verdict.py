# SPDX-License-Identifier: Apache-2.0
"""unittest's main for ctest: 0 when all passed, 77 (shown as skipped) when every test was skipped, 1 else."""
import sys
import unittest


def main(**options):
    result = unittest.main(verbosity=2, exit=False, **options).result
    if not result.wasSuccessful():
        sys.exit(1)
    sys.exit(77 if result.skipped and len(result.skipped) >= result.testsRun else 0)
