# SPDX-License-Identifier: Apache-2.0
"""A region with staging on it: its start, its memory, applies beside the provider's own waits, a task, the edge."""
import json
import os
import sys
import time
from contextlib import ExitStack
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "bench"), str(TOP / "tests" / "region")]
import edge_load  # noqa: E402
import prepared  # noqa: E402
import region  # noqa: E402
import stack  # noqa: E402

# Provider 5.100's own waits on the longest path, in seconds: the VPC's attributes; the balancer's two looks; at destroy
# the NAT gateways, beside the capacity providers.
FLOOR_FIRST_APPLY, FLOOR_APPLY, FLOOR_DESTROY = 10, 60, 10


def figure(name, value, unit, **more):
    print(json.dumps({"name": name, "value": round(value, 3), "unit": unit, **more}), flush=True)


def seconds_of(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def resident_mib(pid):
    """Resident memory of one process."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def task_seconds(up):
    """From the wish for one more task to its RUNNING, by ECS's own stamps."""
    service = {"cluster": "poc-atlas-dev", "service": "events-ingestion"}
    before = set(up.aws("ecs", "list_tasks", cluster="poc-atlas-dev")["taskArns"])
    up.aws("ecs", "update_service", desiredCount=3, **service)

    def running():
        new = set(up.aws("ecs", "list_tasks", cluster="poc-atlas-dev")["taskArns"]) - before
        tasks = up.aws("ecs", "describe_tasks", cluster="poc-atlas-dev", tasks=list(new))["tasks"] if new else []
        return next((task for task in tasks if task["lastStatus"] == "RUNNING"), None)

    task = region.until(running, 30, "a third task runs")
    up.aws("ecs", "update_service", desiredCount=2, **service)
    stamp = [time.mktime(time.strptime(task[key][:19], "%Y-%m-%d %H:%M:%S")) + float("0" + task[key][19:].split("+")[0])
             for key in ("createdAt", "startedAt")]
    return stamp[1] - stamp[0]


def applies(up):
    first = seconds_of(up.first_apply)
    figure("first apply", first, "s", note=f"floor {FLOOR_FIRST_APPLY} s")
    figure("first apply above its floor", first - FLOOR_FIRST_APPLY, "s", goal=10, better="lower")
    figure("make images", seconds_of(up.push_images), "s")
    second = seconds_of(up.terraform.apply)
    figure("plain apply", second, "s", note=f"floor {FLOOR_APPLY} s")
    figure("plain apply above its floor", second - FLOOR_APPLY, "s", goal=10, better="lower")
    figure("edge ready after the apply", seconds_of(up.wait_until_serving), "s")
    figure("plan with nothing to do", seconds_of(up.terraform.plan_is_empty), "s")


def edge(up):
    key = up.region.atlas("env", "--write-key").strip()
    rate, taken, refused = edge_load.measure(up.host, up.environment["ATLAS_CA"], key)
    note = f"batches of {edge_load.EVENTS}, 8 connections, client on the same cores; {refused} batches refused"
    figure("events acknowledged through the edge", rate, "events/s", goal=50000, better="higher", note=note)
    figure("a batch, p50", prepared.percentile(taken, 50), "ms")
    figure("a batch, p99", prepared.percentile(taken, 99), "ms", goal=50, better="lower")


def main():
    if reason := region.why_not():
        print(reason, file=sys.stderr)
        return 77
    with ExitStack() as cleanups:
        up = stack.start("bench", cleanups.callback)
        figure("region start to its first answer", up.region.started_s, "s", goal=0.3, better="lower")
        figure("region's memory, nothing in it", resident_mib(up.region.pid()), "MiB")
        applies(up)
        figure("region's memory with staging up", resident_mib(up.region.pid()), "MiB", goal=50, better="lower")
        figure("a task from desired to running", task_seconds(up), "s", goal=0.3, better="lower")
        edge(up)
        destroy = seconds_of(up.terraform.destroy)
        figure("destroy", destroy, "s", note=f"floor {FLOOR_DESTROY} s")
        figure("destroy above its floor", destroy - FLOOR_DESTROY, "s", goal=10, better="lower")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("NO_COLOR", "1")
    sys.exit(main())
