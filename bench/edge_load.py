# SPDX-License-Identifier: Apache-2.0
"""Batches of events through the edge, closed loop: each connection sends its next batch when the last was answered."""
import base64
import json
import multiprocessing
import socket
import ssl
import time

import prepared

EVENTS = 100


class TlsConnection(prepared.Connection):
    def __init__(self, host, port, ca):
        self.context = ssl.create_default_context(cafile=ca)
        super().__init__(host, port)

    def connect(self):
        plain = socket.create_connection(self.address, 10)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = self.context.wrap_socket(plain, server_hostname=self.address[0])


def batch(host, key, connection):
    """The bytes of one POST /v1/batch with EVENTS events of some 200 bytes."""
    events = [{"type": "track", "event": "Order Completed", "userId": f"user-{connection}-{number}",
               "messageId": f"bench-{connection}-{number}", "timestamp": "2026-01-01T00:00:00.000Z",
               "properties": {"total": 30.5, "currency": "EUR", "items": [1, 2, 3]}} for number in range(EVENTS)]
    body = json.dumps(events, separators=(",", ":")).encode()
    credentials = base64.b64encode(f"{key}:".encode()).decode()
    head = (f"POST /v1/batch HTTP/1.1\r\nHost: {host}\r\nAuthorization: Basic {credentials}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n")
    return head.encode() + body


def client(host, ca, key, number, seconds, results):
    connection = TlsConnection(host, 443, ca)
    request = batch(host, key, number)
    taken, refused = [], 0
    end = time.perf_counter() + seconds
    while (start := time.perf_counter()) < end:
        status, _ = connection.exchange(request)
        taken.append((time.perf_counter() - start) * 1000)
        refused += status != 200
    results.put((taken, refused))


def measure(host, ca, key, connections=8, seconds=10):
    """(acknowledged events a second, [milliseconds of each batch], batches not answered 200)."""
    results = multiprocessing.Queue()
    clients = [multiprocessing.Process(target=client, args=(host, ca, key, number, seconds, results))
               for number in range(connections)]
    start = time.perf_counter()
    for each in clients:
        each.start()
    answers = [results.get(timeout=seconds + 60) for _ in clients]
    passed = time.perf_counter() - start
    for each in clients:
        each.join()
    taken = [milliseconds for answer in answers for milliseconds in answer[0]]
    refused = sum(answer[1] for answer in answers)
    return (len(taken) - refused) * EVENTS / passed, taken, refused
