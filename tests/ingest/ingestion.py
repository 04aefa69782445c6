# SPDX-License-Identifier: Apache-2.0
"""One events-ingestion of a test's own, beside one atlas-broker, and readers of its topic by a client of others."""
import base64
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "tests"), str(TOP / "tests" / "broker")]
from broker import CLUSTER_ARN, Broker, allow, arn  # noqa: E402

BINARY = os.environ.get("ATLAS_INGESTION", str(TOP / "build/dev/apps/events-ingestion/events-ingestion"))
TOPIC = "atlas.l1.telemetry.event"
KEY = "test-write-key"
TOPIC_ARN = arn("topic", TOPIC)
POLICY = (allow(["Connect", "WriteDataIdempotently"], CLUSTER_ARN),
          allow(["CreateTopic", "DescribeTopic", "WriteData"], TOPIC_ARN))


def event(number=0, **more):
    return {"type": "track", "event": "Tested", "userId": f"user-{number % 17}", "messageId": f"m-{number}",
            "properties": {"number": number}} | more


def make_broker(**options):
    """A broker with IAM + TLS listeners for the service and plaintext ones for the test's own readers."""
    broker = Broker(**options)
    if not options.get("plaintext"):
        listeners = []
        for listener in broker.config["listeners"]:
            listeners += [listener, listener | {"set": "readers", "protocol": "PLAINTEXT"}]
        broker.config["listeners"] = listeners
    return broker


def bootstrap(broker, which):
    return ",".join(f"localhost:{one['port']}" for one in broker.config["listeners"] if one["set"] == which)


class Ingestion:
    def __init__(self, broker, plaintext=False, credentials=None, **variables):
        self.folder = Path(tempfile.mkdtemp(prefix="atlas-ingest-test-"))
        self.log = open(self.folder / "log", "ab")
        self.environment = {
            "PATH": os.environ["PATH"], "KAFKA_BOOTSTRAP": bootstrap(broker, "internal"), "AWS_REGION": "us-east-1", "PORT": "0",
            "LISTEN_ADDRESS": "127.0.0.1", "WRITE_KEYS": json.dumps([{"id": "test", "key": KEY}]),
            "KAFKA_DELIVERY_TIMEOUT_MS": "4000",
        }
        # Where a sanitizer's reports go (tools/sanitized.py).
        self.environment |= {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}
        if plaintext:
            self.environment["KAFKA_SECURITY"] = "plaintext"
        else:
            self.environment["KAFKA_CA_FILE"] = broker.ca
        if credentials:
            self.environment |= dict(zip(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"), credentials))
        self.environment |= variables
        self.process = None
        self.port = 0

    def start(self):
        self.process = subprocess.Popen([BINARY], env=self.environment, stdout=self.log, stderr=self.log)
        found = until(lambda: self.process.poll() is not None or re.search(r"listening on [0-9.]+:(\d+)", self.log_text()), 20)
        if found is True:
            raise AssertionError("events-ingestion did not start:\n" + self.log_text())
        self.port = int(re.findall(r"listening on [0-9.]+:(\d+)", self.log_text())[-1])
        # The same port again after a restart, so that clients come back to it.
        self.environment["PORT"] = str(self.port)
        return self

    def log_text(self):
        return (self.folder / "log").read_text()

    def request(self, method, path, body=None, headers=None, timeout=30):
        """(status, headers, body) on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def post(self, path, document, headers=None, timeout=30):
        """(status, headers, decoded body); a str or bytes document goes as it is."""
        body = document if isinstance(document, (str, bytes)) else json.dumps(document)
        given = {"Authorization": "Basic " + base64.b64encode(f"{KEY}:".encode()).decode(), "Content-Type": "application/json"}
        status, answered, text = self.request("POST", path, body, given | (headers or {}), timeout)
        return status, answered, json.loads(text)

    def is_ready(self):
        try:
            return self.request("GET", "/ready")[0] == 200
        except OSError:
            return False

    def wait_until_ready(self, seconds=30):
        if not until(self.is_ready, seconds):
            raise AssertionError("not ready:\n" + self.log_text())
        return self

    def resident_kib(self, most=False):
        """Memory now, or the most there was at any time."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)" if most else r"VmRSS:\s+(\d+)", status)[1])

    def inflight_bytes(self):
        return int(re.search(r"(?m)^ingestion_inflight_bytes (\d+)$", self.request("GET", "/metrics")[2].decode())[1])

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def close(self):
        if self.process and self.process.poll() is None:
            self.kill()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def until(done, seconds):
    """What `done` answers once it is true, or its last answer at the end of the time."""
    deadline = time.monotonic() + seconds
    while not (answer := done()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return answer


def read_topic(broker, which="readers"):
    """[{"key", "partition", "offset", "value": decoded}] of all records, by kcat."""
    done = subprocess.run(["kcat", "-b", bootstrap(broker, which), "-C", "-t", TOPIC, "-e", "-q", "-X", "check.crcs=true",
                           "-f", "%p %o %k %s\n"], capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        raise AssertionError(f"kcat: {done.stderr}")
    records = []
    for line in done.stdout.splitlines():
        partition, offset, key, value = line.split(" ", 3)
        records.append({"partition": int(partition), "offset": int(offset), "key": key, "value": json.loads(value)})
    return records
