#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: tools/build_times.py [BUILD]    the ten slowest files of a build, and how long all of it took
Without BUILD a clean release build is made in build/times, without ccache. Ends 1 where a file took more than 20 s or
the whole more than 8 minutes: measured on two cores that have nothing else to do."""
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE_S_MAX, BUILD_S_MAX, SHOWN = 20, 8 * 60, 10


def clean_build():
    build = ROOT / "build" / "times"
    shutil.rmtree(build, ignore_errors=True)
    jobs = os.environ.get("JOBS") or str(os.cpu_count())
    environment = os.environ | {"CCACHE_DISABLE": "1"}
    for command in (["cmake", "--preset", "release", "-B", str(build)], ["cmake", "--build", str(build), "-j", jobs]):
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return build


def steps(build):
    """(seconds, output) of each step of the last build in ninja's log, and the seconds from its start to its end."""
    last_of = {}
    finished = began = 0
    for line in (build / ".ninja_log").read_text().splitlines()[1:]:
        start, end, _, output, _ = line.split("\t")
        if int(end) < finished:  # Steps are logged as they end: the clock went back, so another build began.
            last_of.clear()
            began = int(start)
        finished = int(end)
        last_of[output] = (int(end) - int(start)) / 1000
    return sorted(((seconds, output) for output, seconds in last_of.items()), reverse=True), (finished - began) / 1000


def main():
    build = Path(sys.argv[1]) if len(sys.argv) > 1 else clean_build()
    each, whole = steps(build)
    for seconds, output in each[:SHOWN]:
        print(f"{seconds:6.1f} s  {output}")
    print(f"{whole:6.1f} s  {len(each)} steps, {sum(seconds for seconds, _ in each):.0f} s of them one after another")
    slow = [f"{output} took {seconds:.0f} s, at most {FILE_S_MAX}: a heavy header belongs behind a light one"
            for seconds, output in each if seconds > FILE_S_MAX]
    if whole > BUILD_S_MAX:
        slow.append(f"the build took {whole:.0f} s, at most {BUILD_S_MAX}")
    print("\n".join(slow) or "within the budget")
    sys.exit(bool(slow))


if __name__ == "__main__":
    main()
