# SPDX-License-Identifier: Apache-2.0
"""A region's workloads as the kernel has them: their network namespaces, and commands run inside one."""
import re
import subprocess
from pathlib import Path


def namespaces(region):
    """Namespace of a workload of the region -> its addresses."""
    found = {}
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout
    for name in (line.split()[0] for line in listed.splitlines() if f"atlas-{region.id}-s-" in line):
        shown = subprocess.run(["ip", "-n", name, "-4", "-o", "addr"], capture_output=True, text=True, check=True).stdout
        found[name] = set(re.findall(r"inet ([0-9.]+)/", shown)) - {"127.0.0.1"}
    return found


def processes(region, program):
    """Namespace -> pid of the processes of a program that run in a workload of the region."""
    ours = namespaces(region)
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if Path((folder / "cmdline").read_text(errors="replace").split("\0")[0]).name != program:
                continue
        except OSError:
            continue
        named = subprocess.run(["ip", "netns", "identify", folder.name], capture_output=True, text=True, check=False)
        if named.stdout.strip() in ours:
            found[named.stdout.strip()] = int(folder.name)
    return found


def environment(pid):
    """What a process was started with."""
    pairs = Path(f"/proc/{pid}/environ").read_text(errors="replace").split("\0")
    return dict(pair.split("=", 1) for pair in pairs if "=" in pair)


def run_in(namespace, *command, timeout=120):
    return subprocess.run(["ip", "netns", "exec", namespace, *command], text=True, capture_output=True, timeout=timeout,
                          check=True).stdout
