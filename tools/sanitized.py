#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: tools/sanitized.py BUILD [CTEST-ARGUMENT...]    ctest of a build with sanitizers
Ends 1 if a test failed, or if a sanitizer reported something in any process: of a broker or a region in the background
a test sees only that it is gone, or not even that where a keeper starts it again. Reports are in BUILD/reports."""
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# g++'s UBSan goes on after a report, and a test would pass.
OPTIONS = {
    "ASAN_OPTIONS": "detect_stack_use_after_return=1:check_initialization_order=1",
    "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
    "TSAN_OPTIONS": f"second_deadlock_stack=1:suppressions={ROOT}/tools/tsan_suppressions.txt",
}


def main():
    build = Path(sys.argv[1]).resolve()
    reports = build / "reports"
    shutil.rmtree(reports, ignore_errors=True)
    reports.mkdir()
    environment = dict(os.environ)
    for name, options in OPTIONS.items():
        own = os.environ.get(name, "")
        path = reports / name.removesuffix("_OPTIONS").lower()
        environment[name] = f"{options}:log_path={path}:{own}"
    command = ["ctest", "--output-on-failure", "--test-dir", str(build), *sys.argv[2:]]
    code = subprocess.run(command, env=environment, check=False).returncode
    found = sorted(path for path in reports.iterdir() if path.stat().st_size)
    for path in found:
        print(f"--- {path}\n{path.read_text(errors='replace')}")
    if found:
        print(f"sanitized: reports in {reports}: {len(found)}")
    return 1 if found or code else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main())
