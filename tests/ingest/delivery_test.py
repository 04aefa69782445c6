#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""events-ingestion over IAM and TLS: what it answers is what lies on the topic, as kcat reads it."""
import gzip
import json
import shutil
import subprocess
import unittest

from ingestion import CLUSTER_ARN, POLICY, TOPIC, Ingestion, allow, bootstrap, event, make_broker, read_topic, until
import verdict


@unittest.skipUnless(shutil.which("kcat"), "kcat is not on PATH")
class Delivery(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.broker = make_broker().start()
        cls.addClassCleanup(cls.broker.close)
        cls.broker.add_role("events-ingestion", *POLICY)
        cls.service = Ingestion(cls.broker, credentials=cls.broker.session("events-ingestion", "task")).start().wait_until_ready()
        cls.addClassCleanup(cls.service.close)

    def found(self, message_ids):
        records = {record["value"]["messageId"]: record for record in read_topic(self.broker)}
        return [records.get(one) for one in message_ids]

    def test_it_made_its_topic_with_six_partitions(self):
        listed = subprocess.run(["kcat", "-b", bootstrap(self.broker, "readers"), "-L", "-J", "-t", TOPIC],
                                capture_output=True, text=True, check=True).stdout
        [topic] = json.loads(listed)["topics"]
        self.assertEqual([len(partition["replicas"]) for partition in topic["partitions"]], [2] * 6)

    def test_an_event_is_where_the_answer_says(self):
        status, headers, answer = self.service.post("/v1/events", event(messageId="single"))
        self.assertEqual((status, headers["X-Durability"]), (200, "kafka"))
        result = answer["results"][0]
        [record] = self.found(["single"])
        self.assertEqual((record["partition"], record["offset"]), (result["partition"], result["offset"]))
        self.assertEqual(record["key"], "user-0")
        self.assertEqual(record["value"]["event"], event(messageId="single"))
        self.assertEqual((record["value"]["schemaVersion"], record["value"]["writeKeyId"]), (1, "test"))

    def test_a_batch_keeps_the_order_of_each_user(self):
        events = [event(number, messageId=f"order-{number}") for number in range(200)]
        status, _, answer = self.service.post("/v1/batch", {"batch": events})
        self.assertEqual((status, answer["acknowledged"]), (200, 200))
        records = [record for record in read_topic(self.broker) if record["value"]["messageId"].startswith("order-")]
        self.assertEqual(len(records), 200)
        for user in range(17):
            numbers = [one["value"]["event"]["properties"]["number"] for one in records if one["key"] == f"user-{user}"]
            self.assertEqual(numbers, sorted(numbers))
            self.assertEqual(len({one["partition"] for one in records if one["key"] == f"user-{user}"}), 1)

    def test_lines_and_gzip(self):
        body = "\n".join(json.dumps(event(number, messageId=f"line-{number}")) for number in range(50))
        status, _, answer = self.service.post("/v1/batch", gzip.compress(body.encode()),
                                              {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"})
        self.assertEqual((status, answer["acknowledged"]), (200, 50))
        self.assertNotIn(None, self.found([f"line-{number}" for number in range(50)]))

    def test_a_bad_event_is_named_and_the_others_are_taken(self):
        bad = event(messageId="bad", type="buy")
        status, headers, answer = self.service.post("/v1/batch", [event(messageId="good-1"), bad, event(messageId="good-2")])
        self.assertEqual((status, headers["Retry-After"], headers["X-Durability"]), (207, None, "kafka"))
        self.assertEqual([one["status"] for one in answer["results"]], [200, 422, 200])
        self.assertEqual((answer["results"][1]["code"], answer["results"][1]["field"]), ("unknown_value", "type"))
        first, wrong, last = self.found(["good-1", "bad", "good-2"])
        self.assertIsNone(wrong)
        self.assertTrue(first and last)

    def test_a_bomb_costs_no_memory(self):
        bomb = gzip.compress(b"0" * (512 << 20), 1)
        before = self.service.resident_kib()
        status, _, answer = self.service.post("/v1/batch", bomb, {"Content-Encoding": "gzip"})
        self.assertEqual((status, answer["error"].get("exceeded")), (413, "batch_bytes_max"))
        self.assertLess(self.service.resident_kib() - before, 16 << 10)

    def test_a_body_far_above_the_limit_is_told_the_limits(self):
        status, _, answer = self.service.post("/v1/batch", b" " * (8 << 20))
        self.assertEqual((status, answer["error"]["exceeded"]), (413, "batch_bytes_max"))
        self.assertEqual(answer["error"]["limits"]["batch_bytes_max"], 1 << 20)

    def test_a_wrong_key_writes_nothing(self):
        status, _, _ = self.service.post("/v1/events", event(messageId="stranger"), {"Authorization": "Bearer guess"})
        self.assertEqual(status, 401)
        self.assertEqual(self.found(["stranger"]), [None])

    def test_metrics_are_prometheus_text(self):
        self.service.post("/v1/events", event(messageId="counted"))
        status, headers, body = self.service.request("GET", "/metrics")
        self.assertEqual(status, 200)
        self.assertTrue(headers["Content-Type"].startswith("text/plain; version=0.0.4"))
        self.assertRegex(body.decode(), r'ingestion_events_total\{outcome="acknowledged"\} [1-9]')


class Refusals(unittest.TestCase):
    def test_a_role_that_may_not_make_the_topic_is_not_ready_and_says_why(self):
        broker = make_broker()
        self.addCleanup(broker.close)
        broker.start().add_role("weak", allow(["Connect", "WriteDataIdempotently"], CLUSTER_ARN))
        service = Ingestion(broker, credentials=broker.session("weak", "task")).start()
        self.addCleanup(service.close)
        self.assertTrue(until(lambda: "authoriz" in service.request("GET", "/ready")[2].decode().lower(), 15),
                        service.log_text())
        self.assertEqual(service.request("GET", "/health")[0], 200)
        status, headers, _ = service.post("/v1/events", event())
        self.assertEqual((status, headers["Retry-After"]), (503, "1"))

    def test_wrong_credentials_are_said(self):
        broker = make_broker()
        self.addCleanup(broker.close)
        broker.start().add_role("events-ingestion", *POLICY)
        key, secret, token = broker.session("events-ingestion", "task")
        service = Ingestion(broker, credentials=(key, secret[::-1], token)).start()
        self.addCleanup(service.close)
        self.assertTrue(until(lambda: "Access denied" in service.log_text(), 15), service.log_text())
        self.assertNotIn(secret, service.log_text())
        self.assertFalse(service.is_ready())

    def test_a_missing_setting_ends_the_start_with_every_problem(self):
        broker = make_broker()
        self.addCleanup(broker.close)
        broker.start()
        service = Ingestion(broker, WRITE_KEYS="[]", KAFKA_BOOTSTRAP="")
        self.addCleanup(service.close)
        with self.assertRaisesRegex(AssertionError, "(?s)KAFKA_BOOTSTRAP is not set.*WRITE_KEYS has no keys"):
            service.start()
        self.assertEqual(service.process.returncode, 2)


if __name__ == "__main__":
    verdict.main()
