# SPDX-License-Identifier: Apache-2.0
"""Memory of a broker whose consumers all ask for much at once and take their time."""
import socket
import struct
import unittest
from pathlib import Path

import foreign_clients
from broker import Broker

try:
    from confluent_kafka import Producer
except ImportError:  # Before the interpreter is changed.
    pass

FETCHERS, ASKED, TOPIC = 50, 50 << 20, "events"
RECORD, RECORDS = 64 << 10, 256  # 16 MiB: two of the largest answers
MEMORY_MAX = 96 << 20  # The answers may hold 32 MiB of it.


def fetch_frame(offset):
    """Fetch v4 for all there is from an offset of partition 0."""
    topic = struct.pack(">h", len(TOPIC)) + TOPIC.encode()
    body = struct.pack(">iiiib", -1, 500, 1, ASKED, 0) + struct.pack(">i", 1) + topic + struct.pack(">iiqi", 1, 0, offset, ASKED)
    frame = struct.pack(">hhih", 1, 4, 7, 3) + b"raw" + body
    return struct.pack(">i", len(frame)) + frame


def read(client, count):
    got = bytearray()
    while len(got) < count:
        piece = client.recv(count - len(got))
        assert piece, "the broker closed the connection"
        got += piece
    return bytes(got)


def records_of(answer):
    """The bytes of records in a Fetch v4 answer for one partition."""
    at = 4 + 4 + 4 + 2 + len(TOPIC) + 4 + 4  # correlation, throttle, topics, name, partitions, index
    code, = struct.unpack_from(">h", answer, at)
    assert code == 0, f"error {code}"
    aborted, = struct.unpack_from(">i", answer, at + 18)
    assert aborted <= 0, aborted
    size, = struct.unpack_from(">i", answer, at + 22)
    return answer[at + 26:at + 26 + size]


class Memory(unittest.TestCase):
    def setUp(self):
        self.broker = Broker(count=1, plaintext=True, properties={"auto.create.topics.enable": "true", "num.partitions": "1"}).start()
        self.addCleanup(self.broker.close)
        failures = []
        producer = Producer({"bootstrap.servers": self.broker.bootstrap, "linger.ms": 50})
        for _ in range(RECORDS):
            producer.produce(TOPIC, b"x" * RECORD, on_delivery=lambda error, _: failures.append(error) if error else None)
        producer.flush(60)
        self.assertEqual(failures, [])

    def memory(self, name):
        for line in Path(f"/proc/{self.broker.process.pid}/status").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) << 10
        raise AssertionError(name)

    def connect(self):
        host, port = self.broker.bootstrap.split(",")[0].rsplit(":", 1)
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # What waits, waits in the broker.
        client.settimeout(60)
        client.connect((host, int(port)))
        self.addCleanup(client.close)
        return client

    def test_many_large_fetches_share_one_budget_and_all_are_answered(self):
        idle = self.memory("VmRSS")
        clients = [self.connect() for _ in range(FETCHERS)]
        for client in clients:
            client.sendall(fetch_frame(0))
        first = set()
        for client in clients:
            size, = struct.unpack(">i", read(client, 4))
            first.add(size)
            records = records_of(read(client, size))
            self.assertGreaterEqual(len(records), RECORD)
        peak = self.memory("VmHWM")
        print(f"{FETCHERS} fetchers of {ASKED >> 20} MiB: {idle >> 20} MiB before, at most {peak >> 20} MiB; "
              f"answers of {min(first) >> 10} to {max(first) >> 10} KiB")
        self.assertLess(peak, MEMORY_MAX)


if __name__ == "__main__":
    foreign_clients.main()
