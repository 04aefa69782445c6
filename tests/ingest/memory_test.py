#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What events-ingestion holds in memory for many senders at once, strangers first. Kafka is away: nothing gets that far."""
import json
import socket
import unittest

from ingestion import KEY, Ingestion, make_broker, until
import verdict

SENDERS = 48
BODY = 1 << 20
MIB_KIB = 1 << 10


class Upload:
    """A request whose body comes up to its last byte, and then that byte."""

    def __init__(self, service, head):
        self.socket = socket.socket()
        self.socket.settimeout(60)
        # Little waits in the kernel, so that most of what is sent was read.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 64 << 10)
        self.socket.connect(("127.0.0.1", service.port))
        self.socket.sendall(head.encode() + f"Content-Length: {BODY}\r\n\r\n".encode())
        self.socket.sendall(b" " * (BODY - 1))

    def finish(self):
        """(status, head, body) of the answer."""
        self.socket.sendall(b" ")
        answer = b""
        while piece := self.socket.recv(65536):
            answer += piece
        self.socket.close()
        head, _, body = answer.decode().partition("\r\n\r\n")
        return int(head.split()[1]), head, body


def head_of(request_line, *fields):
    return "".join(line + "\r\n" for line in (request_line, "Host: test", "Connection: close", *fields))


class Memory(unittest.TestCase):
    def start(self, **variables):
        broker = make_broker(plaintext=True)
        self.addCleanup(broker.close)
        service = Ingestion(broker, plaintext=True, **variables)
        self.addCleanup(service.close)
        return service.start()

    def upload(self, service, head):
        made = Upload(service, head)
        self.addCleanup(made.socket.close)
        return made

    def test_bodies_of_strangers_are_not_held(self):
        service = self.start()
        before = service.resident_kib()
        heads = {
            head_of("POST /v1/batch HTTP/1.1"): 401,
            head_of("POST /v1/events HTTP/1.1", "Authorization: Bearer guess"): 401,
            head_of("PUT /v1/batch HTTP/1.1", f"Authorization: Bearer {KEY}"): 405,
            head_of("POST /elsewhere HTTP/1.1", f"Authorization: Bearer {KEY}"): 404,
        }
        uploads = [self.upload(service, head) for head in heads for _ in range(SENDERS // len(heads))]
        self.assertEqual(service.inflight_bytes(), 0)
        # Of all of them together, which sent 48 MiB: each connection has a small buffer of its own.
        self.assertLess(service.resident_kib(most=True) - before, 16 * MIB_KIB)
        self.assertEqual(len(uploads), SENDERS)
        for head, status in heads.items():
            self.assertEqual(self.upload(service, head).finish()[0], status)

    def test_bodies_that_arrive_come_out_of_the_budget(self):
        budget = 8 << 20
        service = self.start(INFLIGHT_BYTES_MAX=str(budget))
        before = service.resident_kib()
        head = head_of("POST /v1/batch HTTP/1.1", f"Authorization: Bearer {KEY}")
        uploads = [self.upload(service, head) for _ in range(SENDERS)]
        self.assertTrue(until(lambda: service.inflight_bytes() > budget // 2, 20), "what arrives is counted")
        self.assertLessEqual(service.inflight_bytes(), budget)
        self.assertLess(service.resident_kib(most=True) - before, (budget >> 10) + 16 * MIB_KIB)
        status, text, body = uploads.pop().finish()
        self.assertEqual((status, json.loads(body)["error"]["code"]), (503, "overloaded"))
        self.assertIn("\r\nRetry-After: 1\r\n", text)
        for upload in uploads:
            upload.socket.close()
        self.assertTrue(until(lambda: service.inflight_bytes() == 0, 20), "what was held is given back")
        # There is room again; a body of blanks is no JSON.
        self.assertEqual(self.upload(service, head).finish()[0], 400)

    def test_senders_that_go_away_leave_nothing_behind(self):
        service = self.start()
        head = head_of("POST /v1/batch HTTP/1.1", f"Authorization: Bearer {KEY}")
        uploads = [self.upload(service, head) for _ in range(4)]
        self.assertTrue(until(lambda: service.inflight_bytes() >= 4 * (BODY - 1), 20), "what arrives is counted")
        for upload in uploads:
            upload.socket.close()
        self.assertTrue(until(lambda: service.inflight_bytes() == 0, 20), f"{service.inflight_bytes()} bytes are still held")

    def test_a_head_larger_than_any_client_s_is_refused(self):
        service = self.start()
        self.assertEqual(service.request("GET", "/health", headers={"X-Large": "x" * 16_000})[0], 431)
        self.assertEqual(service.request("GET", "/health", headers={f"X-{number}": "x" for number in range(101)})[0], 431)
        self.assertEqual(service.request("GET", "/health", headers={f"X-{number}": "x" for number in range(50)})[0], 200)


if __name__ == "__main__":
    verdict.main()
