# SPDX-License-Identifier: Apache-2.0
"""What processes cost: processor seconds and resident memory, from /proc."""
import contextlib
import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def processor_s(pid):
    """User and system time of all threads of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_mib(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def of_region(region_id):
    """name -> [pid] of the workloads of one region, told by their cgroup."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"/atlas/{region_id}/" in (folder / "cgroup").read_text():
                found.setdefault((folder / "comm").read_text().strip(), []).append(int(folder.name))
        except OSError:
            pass  # It has ended since it was listed.
    return found


class Spent:
    """Processor seconds that named groups of processes took since this was made; who ended meanwhile is left out."""

    def __init__(self, groups):
        self.before = {name: self.now(pids) for name, pids in groups.items()}

    def seconds(self):
        spent = {}
        for name, before in self.before.items():
            after = self.now(before)
            spent[name] = sum(after[pid] - before[pid] for pid in after)
        return spent

    @staticmethod
    def now(pids):
        found = {}
        for pid in pids:
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                found[pid] = processor_s(pid)
        return found
