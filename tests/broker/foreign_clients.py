# SPDX-License-Identifier: Apache-2.0
"""Runs a test under the interpreter that holds the foreign clients, or says why it is skipped."""
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[1] / "foreign")]
import python  # noqa: E402
import verdict  # noqa: E402,F401


def main():
    python.enter()
    verdict.main()

