# SPDX-License-Identifier: Apache-2.0
"""Clients of the edge that ask for as long as they run, and what became of each request."""
import base64
import http.client
import json
import ssl
import time
import uuid

from senders import Senders

PAUSE_S = 0.02
ANSWER_WITHIN_S = 30


class Connection:
    """Of one client, while it is kept."""

    def __init__(self):
        self.open = None

    def close(self):
        if self.open:
            self.open.close()
        self.open = None


class Traffic(Senders):
    """GET /ready by `clients` threads. `fresh`: each request on a connection of its own, so that what waits for an
    accept is a request too; else one connection for as long as it is kept."""

    def __init__(self, stack, clients=2, fresh=True):
        super().__init__(clients)
        self.stack, self.fresh = stack, fresh
        self.context = ssl.create_default_context(cafile=stack.environment["ATLAS_CA"])
        self.asked = []  # (begun, ended, status or what went wrong)

    def begin(self, sender):
        return Connection()

    def send(self, own):
        begun = time.monotonic()
        try:
            own.open = own.open or http.client.HTTPSConnection(self.stack.host, 443, timeout=ANSWER_WITHIN_S,
                                                               context=self.context)
            said = self.ask(own.open)
        except (OSError, http.client.HTTPException) as error:
            said = repr(error)
        with self.lock:
            self.asked.append((begun, time.monotonic(), said))
        if self.fresh or said != 200:
            own.close()
        self.stopping.wait(PAUSE_S)

    def end(self, own):
        own.close()

    def ask(self, connection):
        connection.request("GET", "/ready")
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def failed(self, begun_after=0.0):
        """Requests that were begun after a moment and not answered by 200."""
        with self.lock:
            return [(begun, ended - begun, said) for begun, ended, said in self.asked
                    if said != 200 and begun > begun_after]

    def answered_since(self, moment):
        """How many requests that were begun after a moment were answered by 200."""
        with self.lock:
            return sum(said == 200 for begun, _, said in self.asked if begun > moment)

    def slowest_s(self):
        with self.lock:
            return max(ended - begun for begun, ended, _ in self.asked)


class Events(Traffic):
    """POST /v1/events, each with a messageId of its own and all of one user: one partition, in order."""

    def __init__(self, stack, clients=2):
        super().__init__(stack, clients, fresh=False)
        key = stack.region.atlas("env", "--write-key").strip()
        self.headers = {"Content-Type": "application/json",
                        "Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()}
        self.promised = []

    def ask(self, connection):
        message = str(uuid.uuid4())
        body = json.dumps({"type": "track", "event": "under faults", "userId": "u-1", "messageId": message})
        connection.request("POST", "/v1/events", body, self.headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status == 200:
            with self.lock:
                self.promised.append(message)
        return answer.status

    def lost(self):
        """Promised events that the topic does not hold, read by librdkafka; to be called after the end."""
        topic = self.stack.terraform.outputs()["events_ingestion_topic"]
        # Promises of several clients may cross: the marker is sent when all have ended.
        marker = self.stack.send_event()
        records = self.stack.kafka("consume", topic, "60", marker)
        held = {json.loads(json.loads(line)["value"])["messageId"] for line in records.splitlines()}
        return [message for message in self.promised if message not in held]
