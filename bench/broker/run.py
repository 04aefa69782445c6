#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: bench/broker/run.py [RUNS]   the broker's figures over TLS + IAM and in clear, by librdkafka; needs the release preset built.

Latency and throughput as median (least .. greatest) of RUNS; memory of the broker idle and after the load."""
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RELEASE = ROOT / "build/release"
os.environ["ATLAS_BROKER"] = str(RELEASE / "src/broker/main/atlas-broker")
os.environ["ATLAS_SEAL_SESSION"] = str(RELEASE / "tests/broker/seal_session")
sys.path[:0] = [str(ROOT / "tests/broker"), str(ROOT / "tests/foreign")]
import python  # noqa: E402

if Path(sys.prefix) != python.interpreter().parents[1]:
    os.execv(python.interpreter(), [str(python.interpreter()), *sys.argv])
from aws_msk_iam_sasl_signer import MSKAuthTokenProvider  # noqa: E402
from botocore.credentials import CredentialProvider, Credentials  # noqa: E402
from broker import REGION, Broker, allow  # noqa: E402
from confluent_kafka.admin import AdminClient, NewTopic  # noqa: E402


class Given(CredentialProvider):
    def __init__(self, credentials):
        super().__init__()
        self.credentials = credentials

    def load(self):
        return Credentials(*self.credentials)


def memory_mib(broker):
    status = Path(f"/proc/{broker.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def cpu_s(broker):
    fields = Path(f"/proc/{broker.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(broker, environment, settings, runs):
    admin = AdminClient(settings)
    admin.poll(0)
    figures = {}
    print(f"  memory idle: {memory_mib(broker):.1f} MiB")
    for run in range(runs):
        topics = [f"latency-{run}", f"load-{run}"]
        for made in admin.create_topics([NewTopic(topics[0], 1), NewTopic(topics[1], 6)]).values():
            made.result(20)
        for what, topic, records in (("latency", topics[0], 3000), ("produce", topics[1], 400_000), ("consume", topics[1], 400_000)):
            before = cpu_s(broker)
            line = subprocess.run([RELEASE / "bench/broker/kafka_load", what, broker.bootstrap, topic, str(records), "1024"], env=environment,
                                  check=True, capture_output=True, text=True).stdout.strip()
            print(f"  {line}; broker CPU {cpu_s(broker) - before:.2f} s")
            for name, value in re.findall(r"(p50|p99) (\d+) us", line):
                figures.setdefault(f"{name} us", []).append(int(value))
            for value in re.findall(r"(\d+) records/s", line):
                figures.setdefault(f"{what} records/s", []).append(int(value))
    for name, values in figures.items():
        print(f"  {name}: {statistics.median(values):.0f} ({min(values)} .. {max(values)})")
    print(f"  memory loaded: {memory_mib(broker):.1f} MiB")


def main(runs):
    print("TLS + IAM (OAUTHBEARER), acks=all, fsync before the answer")
    with Broker() as broker:
        user = broker.add_user("bench", allow("*", "*"))
        token, expires = MSKAuthTokenProvider.generate_auth_token_from_credentials_provider(REGION, Given(user))
        settings = {"bootstrap.servers": broker.bootstrap, "security.protocol": "SASL_SSL", "sasl.mechanisms": "OAUTHBEARER",
                    "oauth_cb": lambda _: (token, expires / 1000), "ssl.ca.location": broker.ca}
        measure(broker, {"ATLAS_TOKEN": token, "ATLAS_CA": broker.ca}, settings, runs)
    print("plaintext, acks=all, fsync before the answer")
    with Broker(plaintext=True) as broker:
        measure(broker, {}, {"bootstrap.servers": broker.bootstrap}, runs)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
