#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the generated tables of docs/coverage.md from the tree: operations and members of inputs, and what becomes of them.

usage: tools/coverage.py [--check]      --check writes nothing and ends 1 when the page is behind the tree

Both fail when src/aws/models/<service>.members is untrue: an answered operation without verdicts, an honoured member that
no code reads, a test that is not there or does not name the member.
"""
import re
import sys
from pathlib import Path

import member_claims

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "coverage.md"
HEADING = "## Operation by operation\n"
# Services name their operations through templates of their own (`on_role<GetRole>(…)`); `invoke` is how one is called.
HANDLED = re.compile(r"\b(?!invoke<)\w+<(?:\w+::)*(\w+)>\(")


def answered(service):
    """Names of the operations that the service's folder has a handler for."""
    folder = ROOT / "src" / "aws" / service
    sources = [path for path in folder.glob("*.cc") if not path.name.endswith("_test.cc")]
    return {name for path in sources for name in HANDLED.findall(path.read_text())}


def tables():
    rows = []
    for listed in sorted((ROOT / "src" / "aws" / "models").glob("*.operations")):
        names = [line.strip() for line in listed.read_text().splitlines() if line.strip() and not line.startswith("#")]
        here = answered(listed.stem) & set(names)
        rest = sorted(set(names) - here)
        rows.append(f"| {listed.stem} | {len(here)} of {len(names)} | {', '.join(sorted(here)) or '–'} | "
                    f"{', '.join(rest) or '–'} |")
    return "\n".join([
        HEADING,
        "Written by `tools/coverage.py` from the tree. *Answered* has a handler, which the row by row table above says",
        "more of; *known* has its shapes and answers 501 with its own name; any other operation answers AWS's error for",
        "what it does not know. None answers an empty success.",
        "",
        "| API | Answered | Operations answered | Known, not yet |",
        "|---|---|---|---|",
        *rows, "", ""])


def main():
    page = PAGE.read_text()
    problems, members = member_claims.judge(answered)
    if problems:
        print("\n".join(problems))
        return 1
    wanted = page[:page.index(HEADING)] + tables() + members
    if "--check" in sys.argv:
        if page != wanted:
            print("docs/coverage.md is behind the tree: run tools/coverage.py")
        return int(page != wanted)
    PAGE.write_text(wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
