# SPDX-License-Identifier: Apache-2.0
"""Processes by pid and by pidfd."""
import os
import select
import time
from pathlib import Path


def command_line(pid):
    """The words of a process's command line; empty where it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").split("\0")
    except OSError:
        return [""]


def children(pid):
    """Pids of a process's children, with theirs."""
    found = set()
    for task in Path(f"/proc/{pid}/task").glob("*"):
        for child in (int(word) for word in (task / "children").read_text().split()):
            found |= {child} | children(child)
    return found


def open_processes(pids):
    """pidfds of those that are there; to be given to wait_for_end."""
    opened = []
    for pid in pids:
        try:
            opened.append(os.pidfd_open(pid))
        except ProcessLookupError:
            continue
    return opened


def wait_for_end(processes, within_s=20):
    """Waits until the processes of these pidfds have ended, sockets and all; closes the pidfds."""
    deadline = time.monotonic() + within_s
    for process in processes:
        ended, _, _ = select.select([process], [], [], max(0, deadline - time.monotonic()))
        os.close(process)
        assert ended, f"a process has not ended within {within_s} s"
