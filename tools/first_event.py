#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sends an event to the public edge of a root that is up and reads it back from Kafka, both by foreign clients.

usage: tools/first_event.py [terraform/ROOT]     (default terraform/staging)

curl posts it; librdkafka with the public MSK IAM signer reads it back over the public bootstrap. Ends 0 when the event
came back, 1 when it did not, 7 when a program is missing, 130 when interrupted. Works on whatever region `./atlas env` speaks of.
"""
import json
import os
import shlex
import shutil
import subprocess
import sys
import time
import urllib.parse
import uuid
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "tests"))
from foreign import python, terraform  # noqa: E402

SERVING_WITHIN_S = 120


def fail(text, code=1):
    print(f"atlas: {text}", file=sys.stderr)
    sys.exit(code)


def say(text):
    print(f"  {text}", file=sys.stderr, flush=True)


def atlas(*arguments, codes=(0,)):
    done = subprocess.run([str(TOP / "atlas"), *arguments], text=True, capture_output=True, check=False)
    if done.returncode not in codes:
        fail(f"./atlas {' '.join(arguments)} ended {done.returncode}: {done.stderr.strip()}", done.returncode)
    return done.stdout


def environment():
    exported = dict(os.environ)
    for line in atlas("env").splitlines():
        command, *words = shlex.split(line)
        for word in words:
            name, _, value = word.partition("=")
            if command == "export":
                exported[name] = value
            elif command == "unset":
                exported.pop(name, None)
    return exported


def outputs(root, env):
    done = subprocess.run([terraform.program(), "output", "-json"], cwd=root, env=env, text=True, capture_output=True,
                          check=False)
    found = json.loads(done.stdout or "{}") if done.returncode == 0 else {}
    if "events_ingestion_url" not in found:
        fail(f"{root} is not up (terraform output knows no events_ingestion_url): ./atlas up {root.name}")
    return {name: entry["value"] for name, entry in found.items()}


def detour(url, balancer):
    """curl's arguments where another region of this machine has the host's name: by the balancer's own, which is unique."""
    host = urllib.parse.urlsplit(url).hostname
    for conflict in json.loads(atlas("status", "--json", codes=(0, 5)))["Region"]["Conflicts"]:
        if conflict["Name"] == host:
            say(f"{host} leads to region {conflict['OwnerRegion']}; going by the name of this region's balancer")
            return ["--connect-to", f"{host}:443:{balancer}:443"]
    return []


def curl(env, *arguments):
    """(status, body); status 0 with curl's words where there was no answer."""
    done = subprocess.run(["curl", "--silent", "--show-error", "--max-time", "20", "--cacert", env["ATLAS_CA"],
                           "--write-out", "\n%{http_code}", *arguments], env=env, text=True, capture_output=True,
                          check=False)
    body, _, status = done.stdout.rpartition("\n")
    return (int(status), body) if done.returncode == 0 else (0, done.stderr.strip())


def wait_until_ready(env, url, way):
    start = time.monotonic()
    while True:
        status, body = curl(env, *way, f"{url}/ready")
        waited = time.monotonic() - start
        if status == 200:
            say(f"the edge is ready ({waited:.1f} s)")
            return
        if waited > SERVING_WITHIN_S:
            print(atlas("status", codes=(0, 5)), file=sys.stderr)
            fail(f"{url}/ready did not answer 200 within {SERVING_WITHIN_S} s; last: {status} {body}")
        time.sleep(0.5)


def main():
    root = TOP / (sys.argv[1] if len(sys.argv) > 1 else "terraform/staging")
    if not shutil.which("curl"):
        fail("curl is not on PATH", 7)
    if not terraform.program():
        fail("neither terraform nor tofu is on PATH", 7)
    env = environment()
    known = outputs(root, env)
    way = detour(known["events_ingestion_url"], known["alb_dns_name"])
    wait_until_ready(env, known["events_ingestion_url"], way)

    message = str(uuid.uuid4())
    event = {"type": "track", "event": "First event", "userId": "newcomer", "messageId": message,
             "properties": {"sent_by": "make up"}}
    status, body = curl(env, *way, f"{known['events_ingestion_url']}/v1/events", "--user",
                        f"{atlas('env', '--write-key').strip()}:", "--header", "Content-Type: application/json",
                        "--data", json.dumps(event))
    if status != 200:
        fail(f"the event was answered {status}: {body}")
    say(f"sent by curl to {known['events_ingestion_url']}: {status} {body.strip()}")
    if not python.is_made():
        say("fetching a Kafka client of others from PyPI, once")
    try:
        lines = python.run("kafka_client.py", "consume", known["msk_bootstrap_brokers_public_sasl_iam"],
                           known["events_ingestion_topic"], "60", message, environment=env)
    except python.Unavailable as reason:
        fail(f"the Kafka client of others cannot be had: {reason}", 7)
    except AssertionError as reason:
        fail(f"the event did not come back: {reason}")
    record = json.loads(lines.strip().splitlines()[-1])
    say(f"read back by librdkafka (IAM over TLS) from {known['events_ingestion_topic']}, partition "
        f"{record['partition']}, offset {record['offset']}")
    print(f"""
It is up. Next:
  ./atlas status             what runs, where, and why something does not
  eval "$(./atlas env)"      aws, terraform and every SDK speak to this region
  terraform -chdir={root.relative_to(TOP)} plan
  make down                  everything stops, its data stays
and another event:
  curl {" ".join(['--cacert "$ATLAS_CA"', *way])} -u "$(./atlas env --write-key):" \\
    -H 'Content-Type: application/json' \\
    -d '{{"type":"track","event":"Hello","userId":"me"}}' \\
    {known['events_ingestion_url']}/v1/events""")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        fail("interrupted; staging stays up", 130)
