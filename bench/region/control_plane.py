# SPDX-License-Identifier: Apache-2.0
"""Calls a second on one keep-alive connection, the region beside moto_server, and what a mutating call costs.

Run by bench/report.py under an interpreter that has botocore and moto. Both get the same requests, signed beforehand for
their own host and key; moto does not verify them, the region does.
"""
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.parse
import uuid
from pathlib import Path

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

TOP = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TOP / "bench"), str(TOP / "tests" / "region")]
import prepared  # noqa: E402
import region  # noqa: E402
from figure import figure  # noqa: E402

LOAD = TOP / "build/release/bench/region/prepared_load"
SECONDS = 4
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
CALLS = {"sts:GetCallerIdentity": ("sts", "Action=GetCallerIdentity&Version=2011-06-15"),
         "ec2:DescribeVpcs": ("ec2", "Action=DescribeVpcs&Version=2016-11-15")}


def signed(endpoint, access, service, body, headers):
    """The bytes of one signed POST."""
    host = urllib.parse.urlsplit(endpoint).netloc
    request = AWSRequest("POST", endpoint + "/", data=body, headers={**headers, "Host": host})
    SigV4Auth(Credentials(*access), service, "us-east-1").add_auth(request)
    lines = [f"{name}: {value}" for name, value in request.headers.items()]
    return ("\r\n".join(["POST / HTTP/1.1", *lines, f"Content-Length: {len(body)}"]) + "\r\n\r\n" + body).encode()


def connect(endpoint):
    url = urllib.parse.urlsplit(endpoint)
    return prepared.Connection(url.hostname, url.port)


def rates(endpoint, access):
    """Call -> answers a second on one keep-alive connection, by prepared_load."""
    found = {}
    url = urllib.parse.urlsplit(endpoint)
    for name, (service, body) in CALLS.items():
        done = subprocess.run([str(LOAD), url.hostname, str(url.port), str(SECONDS)], check=False, capture_output=True,
                              input=signed(endpoint, access, service, body, FORM), timeout=SECONDS * 2 + 30)
        if done.returncode:
            raise AssertionError(f"{name}: {done.stderr.decode()}")
        found[name] = float(done.stdout)
    return found


class Moto:
    """moto_server on a port of the kernel's choice."""

    def __enter__(self):
        self.process = subprocess.Popen([str(Path(sys.executable).parent / "moto_server"), "-H", "127.0.0.1", "-p", "0"],
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in self.process.stdout:
            if "Running on" in line:
                # The rest is a line a request, which must not fill the pipe.
                self.drain = subprocess.Popen(["cat"], stdin=self.process.stdout, stdout=subprocess.DEVNULL)
                return line.split()[-1].rstrip("/")
        raise AssertionError("moto_server did not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.drain.wait()


def bare_sync_ms(folder, count=200):
    """Milliseconds of an append of 4 KiB and its fdatasync on the disk of the region's store."""
    taken = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(count):
            start = time.perf_counter()
            os.write(file.fileno(), b"x" * 4096)
            os.fdatasync(file.fileno())
            taken.append((time.perf_counter() - start) * 1000)
    return prepared.percentile(taken, 50)


def mutations_ms(endpoint, access, count=200):
    """Milliseconds of each CreateLogGroup, one after the other."""
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "Logs_20140328.CreateLogGroup"}
    requests = [signed(endpoint, access, "logs", json.dumps({"logGroupName": f"/bench/{number}"}),
                       headers | {"amz-sdk-invocation-id": str(uuid.uuid4())}) for number in range(count)]
    return connect(endpoint).latencies_ms(requests)


def main():
    if reason := region.why_not():
        print(reason, file=sys.stderr)
        return 77
    with Moto() as endpoint:
        peer = rates(endpoint, ("x", "y"))
    own = region.Region("bench")
    try:
        known = own.environment()
        access = (known["AWS_ACCESS_KEY_ID"], known["AWS_SECRET_ACCESS_KEY"])
        ours = rates(known["AWS_ENDPOINT_URL"], access)
        for name in CALLS:
            figure(f"{name}, region", ours[name], "calls/s")
            figure(f"{name}, moto_server", peer[name], "calls/s", note="the peer, same requests")
            figure(f"{name}, region over moto_server", ours[name] / peer[name], "×", goal=20, better="higher")
        taken = mutations_ms(known["AWS_ENDPOINT_URL"], access)
        figure("logs:CreateLogGroup, p50", prepared.percentile(taken, 50), "ms", note="committed before the answer")
        figure("logs:CreateLogGroup, p99", prepared.percentile(taken, 99), "ms")
        figure("fdatasync of 4 KiB on that disk, p50", bare_sync_ms(own.home), "ms", note="the floor of a commit")
    finally:
        own.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
