#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the benchmarks and writes docs/benchmarks.md: each figure with its goal, met or not. usage: report.py [NAME]..."""
import datetime
import json
import os
import platform
import signal
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "tests"))
from foreign import python  # noqa: E402

PAGE = TOP / "docs" / "benchmarks.md"
ENDED_WITHIN_S = 1200
CLEARED_UP_WITHIN_S = 180
PROGRAMS = {
    "Control plane": "region/control_plane.py",
    "Staging": "region/staging.py",
    "Broker": "broker/run.py",
    "Broker with many partitions": "broker/many.py",
}


def machine():
    """What the figures were measured on, without the machine's name."""
    model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} × {model}, {memory_gib:.0f} GiB, Linux {platform.release()}"


def run(interpreter, program):
    """(figures, other lines, reason): what a program printed, and why it stopped where it did not end 0."""
    process = subprocess.Popen([str(interpreter), str(TOP / "bench" / program)], text=True, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    try:
        text, said = process.communicate(timeout=ENDED_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)  # It clears up what it made.
        text, said = process.communicate(timeout=CLEARED_UP_WITHIN_S)
        said += f"\nit took more than {ENDED_WITHIN_S} s"
    lines = text.splitlines()
    figures = [json.loads(line) for line in lines if line.startswith("{")]
    words = [line for line in lines if line and not line.startswith("{")]
    return figures, words, said.strip()[-1500:] or "it gave no reason" if process.returncode else None


def verdict(figure):
    if "goal" not in figure:
        return "", ""
    lower = figure.get("better") == "lower"
    met = figure["value"] <= figure["goal"] if lower else figure["value"] >= figure["goal"]
    return f"{'≤' if lower else '≥'} {figure['goal']:,}", "met" if met else "**not met**"


def section(title, program, load, found):
    figures, words, reason = found
    lines = [f"## {title}", "", f"`bench/{program}`, load {load:.1f}", ""]
    if figures:
        lines += ["| What | Measured | Goal | | Note |", "|---|---|---|---|---|"]
        for each in figures:
            goal, met = verdict(each)
            lines.append(f"| {each['name']} | {each['value']:,} {each['unit']} | {goal} | {met} | {each.get('note', '')} |")
        lines.append("")
    if words:
        lines += [*(f"    {line}" for line in words), ""]
    if reason:
        lines += ["Did not end:" if figures or words else "Not measured:", "", f"    {reason.splitlines()[-1]}", ""]
    return lines


def main():
    chosen = {title: program for title, program in PROGRAMS.items()
              if len(sys.argv) < 2 or any(name in program for name in sys.argv[1:])}
    lines = ["# Benchmarks", "", "Written by `make bench`; met or not, as measured. Compare only within one run on one machine.",
             "", f"{datetime.date.today()}, {machine()}. Load is the kernel's one-minute average before a program began.", ""]
    interpreter = python.interpreter("bench-python", TOP / "bench" / "requirements.txt")
    for title, program in chosen.items():
        print(f"{program} …", file=sys.stderr, flush=True)
        load = os.getloadavg()[0]
        found = run(interpreter, program)
        if found[2]:
            print(found[2], file=sys.stderr)
        lines += section(title, program, load, found)
    text = "\n".join(lines)
    print(text)
    if len(chosen) == len(PROGRAMS):
        PAGE.write_text(text)


if __name__ == "__main__":
    main()
