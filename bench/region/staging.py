# SPDX-License-Identifier: Apache-2.0
"""A region with staging on it: its start, its memory, applies beside the provider's own waits, a task, the edge."""
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "bench"), str(TOP / "tests" / "region")]
import cost  # noqa: E402
import region  # noqa: E402
import stack  # noqa: E402
from figure import figure  # noqa: E402

EDGE_LOAD = TOP / "build/release/bench/edge/edge_load"
CONNECTIONS, SECONDS = 16, 10
CLUSTER, SERVICE = "poc-atlas-dev", "events-ingestion"
# Provider 5.100's own waits on the longest path, in seconds. First apply: 10 after the VPC's attributes, 5 after its
# endpoint, on which the brokers' subnets wait. The rest: the balancer is looked at after 30 and again after 30. Destroy:
# 10 after the NAT gateways, which go when what is in their subnets has gone.
FLOOR_FIRST_APPLY, FLOOR_APPLY, FLOOR_DESTROY = 15, 60, 10


def seconds_of(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def start_seconds(own):
    """From exec to the first answer of the endpoint, of a region that has been down in between."""
    own.atlas("down")
    own.process.wait(30)
    endpoint = own.home / "endpoint"
    start = time.perf_counter()
    own.process = subprocess.Popen([str(region.ATLAS), "region", "run"], env=own.process_environment, stdout=own.log,
                                   stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True)
    while not endpoint.exists():
        if own.process.poll() is not None or time.perf_counter() - start > region.STARTED_WITHIN_S:
            raise AssertionError(f"the region did not start:\n{own.last_words()}")
        time.sleep(0.002)
    try:
        urllib.request.urlopen(endpoint.read_text().strip(), timeout=10).close()
    except urllib.error.HTTPError:
        pass  # A request without a signature is refused: that is an answer too.
    return time.perf_counter() - start


def starts(own):
    taken = [start_seconds(own) for _ in range(5)]
    figure("region start to its first answer", statistics.median(taken), "s", goal=0.3, better="lower",
           note=f"median of {len(taken)}; {min(taken):.2f} to {max(taken):.2f}; nothing in it")
    figure("region's memory, nothing in it", cost.resident_mib(own.pid()), "MiB")


def applies(up):
    first = seconds_of(up.first_apply)
    figure("first apply", first, "s", note=f"the provider's own waits: {FLOOR_FIRST_APPLY} s")
    figure("first apply above its floor", first - FLOOR_FIRST_APPLY, "s", goal=10, better="lower")
    figure("make images", seconds_of(up.push_images), "s", note="programs built already")
    second = seconds_of(up.terraform.apply)
    figure("plain apply", second, "s", note=f"the provider's own waits: {FLOOR_APPLY} s")
    figure("plain apply above its floor", second - FLOOR_APPLY, "s", goal=10, better="lower")
    figure("edge ready after the apply", seconds_of(up.wait_until_serving), "s")
    figure("plan with nothing to do", seconds_of(up.terraform.plan_is_empty), "s")


def memory(up):
    figure("region's memory with staging up", cost.resident_mib(up.region.pid()), "MiB", goal=50, better="lower")
    groups = cost.of_region(up.region.id)
    for name, pids in sorted(groups.items()):
        each = [cost.resident_mib(pid) for pid in pids]
        figure(f"memory of {name}", sum(each), "MiB", note=f"{len(each)} of it, {max(each):.1f} the largest")


def one_task(up, wanted):
    """Seconds from the wish for one more task to its RUNNING, by ECS's own stamps."""
    def tasks():
        return set(up.aws("ecs", "list_tasks", cluster=CLUSTER)["taskArns"])

    before = tasks()
    up.aws("ecs", "update_service", cluster=CLUSTER, service=SERVICE, desiredCount=wanted)

    def running():
        new = list(tasks() - before)
        described = up.aws("ecs", "describe_tasks", cluster=CLUSTER, tasks=new)["tasks"] if new else []
        return next((task for task in described if task["lastStatus"] == "RUNNING"), None)

    task = region.until(running, 30, "one more task runs")
    created, started = (datetime.fromisoformat(task[key]) for key in ("createdAt", "startedAt"))
    return (started - created).total_seconds()


def tasks(up):
    count = up.aws("ecs", "describe_services", cluster=CLUSTER, services=[SERVICE])["services"][0]["desiredCount"]
    taken = [one_task(up, count + more) for more in (1, 2, 3)]
    figure("a task from desired to running", statistics.median(taken), "s", goal=0.3, better="lower",
           note=f"median of {len(taken)}; {min(taken):.2f} to {max(taken):.2f}; createdAt to startedAt")
    up.aws("ecs", "update_service", cluster=CLUSTER, service=SERVICE, desiredCount=count)
    region.until(lambda: len(up.aws("ecs", "list_tasks", cluster=CLUSTER)["taskArns"]) == count, 60,
                 f"{count} tasks are left")


def edge(up):
    key = up.region.atlas("env", "--write-key").strip()
    spent = cost.Spent(cost.of_region(up.region.id) | {"atlas (the region)": [up.region.pid()]})
    done = subprocess.run([str(EDGE_LOAD), up.host, "443", up.environment["ATLAS_CA"], str(CONNECTIONS), str(SECONDS)],
                          env=os.environ | {"WRITE_KEY": key}, text=True, capture_output=True, check=False,
                          timeout=SECONDS + 60)
    if done.returncode:
        raise AssertionError(f"edge_load ended {done.returncode}: {done.stderr}")
    seen = json.loads(done.stdout)
    note = f"batches of 100, {CONNECTIONS} connections, client on the same cores; {seen['refused']} batches refused"
    figure("events acknowledged through the edge", seen["events_per_s"], "events/s", goal=50000, better="higher", note=note)
    figure("a batch, p50", seen["p50_ms"], "ms")
    figure("a batch, p99", seen["p99_ms"], "ms", goal=50, better="lower", note=f"worst {seen['worst_ms']:.0f} ms")
    # The second of warm-up costs as much as any other.
    events = seen["events_per_s"] * (SECONDS + 1)
    for name, seconds in {**spent.seconds(), "edge_load (the client)": seen["own_cpu_s"]}.items():
        if seconds >= 0.05:
            figure(f"processor time an event, {name}", seconds / events * 1e6, "µs")


def main():
    if reason := region.why_not():
        print(reason, file=sys.stderr)
        return 77
    with ExitStack() as cleanups:
        up = stack.start("bench", cleanups.callback)
        starts(up.region)
        applies(up)
        memory(up)
        tasks(up)
        edge(up)
        destroy = seconds_of(up.terraform.destroy)
        figure("destroy", destroy, "s", note=f"the provider's own waits: {FLOOR_DESTROY} s")
        figure("destroy above its floor", destroy - FLOOR_DESTROY, "s", goal=10, better="lower")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("NO_COLOR", "1")
    sys.exit(main())
