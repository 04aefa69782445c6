#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""events-ingestion with the credentials of an ECS task, in a network namespace that has 169.254.170.2."""
import datetime
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
import unittest

from ingestion import POLICY, Ingestion, event, make_broker, until
import verdict

PATH = "/v2/credentials/0123456789abcdef"


class Endpoint(http.server.BaseHTTPRequestHandler):
    """The task endpoint: gives what the function in `answer` says, and counts."""
    answer, asked = [None], 0

    def do_GET(self):
        type(self).asked += 1
        document = self.answer[0]() if self.path == PATH else None
        self.send_response(200 if document else 404)
        self.end_headers()
        if document:
            self.wfile.write(json.dumps(document).encode())

    def log_message(self, *_):
        pass


class TaskCredentials(unittest.TestCase):
    def setUp(self):
        self.broker = make_broker().start()
        self.addCleanup(self.broker.close)
        self.broker.add_role("events-ingestion", *POLICY)
        self.server = http.server.ThreadingHTTPServer(("169.254.170.2", 80), Endpoint)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def session(self, seconds=3600):
        key, secret, token = self.broker.session("events-ingestion", "task", seconds)
        expiry = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
        return {"AccessKeyId": key, "SecretAccessKey": secret, "Token": token,
                "Expiration": expiry.strftime("%Y-%m-%dT%H:%M:%SZ"), "RoleArn": "arn:aws:iam::123456789012:role/events-ingestion"}

    def service(self):
        service = Ingestion(self.broker, AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=PATH).start()
        self.addCleanup(service.close)
        return service

    def test_a_tasks_role_is_enough(self):
        Endpoint.answer[0] = self.session
        service = self.service().wait_until_ready()
        self.assertEqual(service.post("/v1/events", event())[0], 200)

    def test_credentials_that_end_are_asked_for_again(self):
        Endpoint.answer[0] = lambda: self.session(10)
        service = self.service().wait_until_ready()
        before = Endpoint.asked
        self.assertTrue(until(lambda: Endpoint.asked > before, 20), "a new token before the old one ends")
        self.assertEqual(service.post("/v1/events", event())[0], 200)

    def test_no_credentials_are_said_and_asked_for_again(self):
        Endpoint.answer[0] = lambda: None
        service = self.service()
        self.assertTrue(until(lambda: "ask for credentials: status 404" in service.log_text(), 15), service.log_text())
        Endpoint.answer[0] = self.session
        service.wait_until_ready(30)


def main():
    if os.geteuid() != 0 or not shutil.which("unshare") or not shutil.which("ip"):
        print("skipped: a network namespace needs root, unshare and ip")
        sys.exit(77)
    if "ATLAS_INGEST_NAMESPACE" not in os.environ:
        script = "ip link set lo up && ip addr add 169.254.170.2/32 dev lo && exec \"$@\""
        command = ["unshare", "--net", "sh", "-c", script, "sh", sys.executable, *sys.argv]
        sys.exit(subprocess.run(command, env=os.environ | {"ATLAS_INGEST_NAMESPACE": "1"}, check=False).returncode)
    verdict.main()


if __name__ == "__main__":
    main()
