#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""events-ingestion under faults: every 2xx is an obligation, which the topic must meet afterwards."""
import http.client
import itertools
import shutil
import signal
import threading
import time
import unittest

from ingestion import POLICY, Ingestion, event, make_broker, read_topic, until
import verdict
from senders import Senders

SENDERS = 4


class Load(Senders):
    """Senders that post batches for as long as they run, and what was promised to them."""

    def __init__(self, service, batch=20):
        super().__init__(SENDERS)
        self.service, self.batch = service, batch
        self.promised, self.sent, self.resets = {}, set(), 0
        self.dishonest = []  # answers that a client would take for more or less than they are

    def begin(self, sender):
        return ((number, f"{sender}-{number}") for number in itertools.count())

    def send(self, own):
        events = [event(number, messageId=name) for number, name in itertools.islice(own, self.batch)]
        with self.lock:
            self.sent |= {one["messageId"] for one in events}
        try:
            status, headers, answer = self.service.post("/v1/batch", events)
        except (OSError, http.client.HTTPException):
            with self.lock:
                self.resets += 1
            self.stopping.wait(0.05)
            return
        with self.lock:
            self.note(events, status, headers["Retry-After"], answer)

    def note(self, events, status, retry_after, answer):
        # All events are good: either all are taken, or the client is told to come again.
        taken = [one["status"] for one in answer.get("results", ())] == [200] * len(events)
        if (status, retry_after) != ((200, None) if taken else (503, "1")):
            self.dishonest.append((status, retry_after, answer))
        for one in answer.get("results", ()):
            if one["status"] == 200:
                self.promised[one["messageId"]] = (one["partition"], one.get("offset"))


@unittest.skipUnless(shutil.which("kcat"), "kcat is not on PATH")
class Faults(unittest.TestCase):
    def setUp(self):
        self.broker = make_broker().start()
        self.addCleanup(self.broker.close)
        self.broker.add_role("events-ingestion", *POLICY)
        self.service = Ingestion(self.broker, credentials=self.broker.session("events-ingestion", "task"))
        self.addCleanup(self.service.close)
        self.service.start().wait_until_ready()

    def check_promises(self, load):
        records = read_topic(self.broker)
        lying = {record["value"]["messageId"]: (record["partition"], record["offset"]) for record in records}
        lost = [one for one in load.promised if one not in lying]
        self.assertEqual(lost, [], f"of {len(load.promised)} promised events")
        self.assertEqual(load.dishonest, [])
        self.assertLessEqual(set(lying), load.sent, "nothing that was never sent")
        return records

    def test_the_broker_is_killed_under_load(self):
        with Load(self.service) as load:
            for _ in range(3):
                time.sleep(0.7)
                self.broker.kill()
                time.sleep(0.3)
                self.broker.start()
            time.sleep(1)
        self.assertGreater(len(load.promised), 500)
        self.assertEqual(load.resets, 0)
        records = self.check_promises(load)
        # The idempotent producer: what one request sent is there once, though Kafka was asked twice.
        self.assertEqual(len(records), len({record["value"]["messageId"] for record in records}))

    def test_the_service_is_killed_under_load(self):
        with Load(self.service) as load:
            for _ in range(5):
                time.sleep(0.5)
                self.service.kill()
                self.service.start().wait_until_ready()
            time.sleep(0.5)
        self.assertGreater(len(load.promised), 500)
        self.check_promises(load)

    def test_while_kafka_is_away_the_answer_is_503_within_the_time_limit(self):
        self.broker.kill()
        began = time.monotonic()
        status, headers, answer = self.service.post("/v1/events", event(messageId="away"))
        self.assertLess(time.monotonic() - began, 7)
        self.assertEqual((status, headers["Retry-After"]), (503, "1"))
        self.assertEqual(answer["results"][0]["code"], "not_acknowledged")
        self.assertTrue(until(lambda: not self.service.is_ready(), 10))
        self.assertEqual(self.service.request("GET", "/health")[0], 200)
        self.broker.start()
        self.assertTrue(until(lambda: self.service.post("/v1/events", event(messageId="back"))[0] == 200, 20))
        self.assertTrue(until(self.service.is_ready, 10))

    def test_waiting_memory_is_bounded(self):
        self.service.kill()
        self.service.environment |= {"INFLIGHT_BYTES_MAX": "1000000", "KAFKA_DELIVERY_TIMEOUT_MS": "3000"}
        self.service.start().wait_until_ready()
        self.broker.kill()
        events = [event(number, properties={"padding": "x" * 1000}) for number in range(100)]
        codes = set()

        def send():
            status, _, answer = self.service.post("/v1/batch", events)
            codes.add((status, answer["error"]["code"] if "error" in answer else answer["results"][0]["code"]))

        threads = [threading.Thread(target=send) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(codes, {(503, "overloaded"), (503, "not_acknowledged")})

    def test_sigterm_under_load_finishes_what_was_taken(self):
        with Load(self.service) as load:
            time.sleep(1)
            self.service.process.send_signal(signal.SIGTERM)
            began = time.monotonic()
            code = self.service.process.wait(timeout=15)
            took = time.monotonic() - began
            load.stopping.set()
        self.assertEqual(code, 0, self.service.log_text())
        self.assertLess(took, 10)
        self.assertGreater(len(load.promised), 100)
        self.assertIn("every event was answered", self.service.log_text())
        self.check_promises(load)


if __name__ == "__main__":
    verdict.main()
