#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: tools/clang_tidy.py BUILD [FILE...]    clang-tidy-19 with .clang-tidy on all C++ files of a build without a
precompiled header (build/nopch), or on those given. A file that was clean is looked at again only when it, a header
of ours that it reaches, its command or .clang-tidy has changed. Findings are told as they come, at the end counted by
kind."""
import collections
import concurrent.futures
import functools
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What only g++ knows does not make clang fail; its findings in what others wrote are not ours.
EXTRA = ["--quiet", "--extra-arg=-Wno-unknown-warning-option"]


@functools.cache
def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@functools.cache
def includes(path, folders):
    """The files of ours that a file names."""
    names = re.findall(r'^#include "([^"]+)"', path.read_text(), re.MULTILINE)
    found = ((folder / name for folder in (path.parent, *folders)) for name in names)
    return [next((each.resolve() for each in places if each.is_file()), None) for places in found]


def reached(path, folders):
    seen, waiting = set(), [path]
    while waiting:
        here = waiting.pop()
        if here and here not in seen:
            seen.add(here)
            waiting += includes(here, folders)
    return sorted(seen)


def key_of(entry):
    """Changes with everything of ours that decides what clang-tidy says."""
    source = Path(entry["file"])
    folders = tuple(Path(folder) for folder in re.findall(r"-I ?(\S+)", entry["command"]))
    parts = [entry["command"], digest(ROOT / ".clang-tidy"), *(digest(path) for path in reached(source, folders))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def look(build, entry):
    """What clang-tidy finds in one file; empty where it is clean."""
    source = Path(entry["file"])
    stamp = build / "clang-tidy" / source.relative_to(ROOT)
    key = key_of(entry)
    if stamp.is_file() and stamp.read_text() == key:
        return ""
    done = subprocess.run(["clang-tidy-19", *EXTRA, "-p", str(build), str(source)], capture_output=True, text=True, check=False)
    if done.returncode:
        return done.stdout or done.stderr
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(key)
    return ""


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    build = Path(sys.argv[1]).resolve()
    asked = {Path(name).resolve() for name in sys.argv[2:]}
    entries = {entry["file"]: entry for entry in json.loads((build / "compile_commands.json").read_text())
               if not Path(entry["file"]).is_relative_to(ROOT / "build") and (not asked or Path(entry["file"]) in asked)}
    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("JOBS") or os.cpu_count())) as pool:
        kinds = collections.Counter()
        found = 0
        for text in pool.map(functools.partial(look, build), entries.values()):
            found += bool(text)
            kinds.update(re.findall(r"\[([\w.-]+),-warnings-as-errors\]", text))
            print(text, end="", flush=True)
    for kind, count in kinds.most_common():
        print(f"{count:6} {kind}")
    print(f"clang-tidy: {found} of {len(entries)} files are not clean" if found else f"clang-tidy: {len(entries)} files are clean")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
