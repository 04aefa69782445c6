# SPDX-License-Identifier: Apache-2.0
"""Clients that announce large frames and fall silent: nobody else waits for them."""
import contextlib
import socket
import ssl
import struct
import time
import unittest

import foreign_clients
from broker import Broker, allow
from raw_client import RawClient, iam_message

FRAME = 30 << 20  # Just below the largest that is taken.
SILENT = 5
WAIT_MAX = 15  # Seconds, of a loaded machine; a silent client could hold everybody up for 60.


class SilentClients(unittest.TestCase):
    def log_in(self, broker, credentials):
        client = RawClient(broker)
        self.addCleanup(client.close)
        client.log_in("AWS_MSK_IAM", iam_message("localhost", *credentials))
        return client

    def longest_wait(self, client, seconds):
        """Of requests, one after the other, until the time is over."""
        longest, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            begun = time.monotonic()
            self.assertTrue(client.is_served())
            longest = max(longest, time.monotonic() - begun)
            time.sleep(0.02)
        return longest

    def test_authenticated_clients_with_half_a_frame_stop_nobody(self):
        with Broker(count=1) as broker:
            credentials = broker.add_user("ada", allow("*", "*"))
            other = self.log_in(broker, credentials)
            for sent in (4, 8 << 20):
                silent = [self.log_in(broker, credentials) for _ in range(SILENT)]
                for client in silent:
                    client.socket.sendall(struct.pack(">i", FRAME) + b"\0" * sent)
                self.assertLess(self.longest_wait(other, 3), WAIT_MAX)
                # A large frame of somebody else gets through, too: an API that is not there closes.
                large = self.log_in(broker, credentials)
                large.socket.settimeout(WAIT_MAX)
                large.socket.sendall(struct.pack(">i", FRAME) + struct.pack(">hhih", 999, 0, 1, 0) + b"\0" * (FRAME - 10))
                with contextlib.suppress(ConnectionError, ssl.SSLError):
                    self.assertEqual(large.socket.recv(1), b"")

    def test_strangers_with_half_a_frame_stop_nobody(self):
        with Broker(count=1, plaintext=True) as broker:
            host, port = broker.bootstrap.rsplit(":", 1)
            silent = [socket.create_connection((host, int(port))) for _ in range(200)]
            for client in silent:
                self.addCleanup(client.close)
                client.sendall(struct.pack(">i", FRAME) + b"\0\0\0\3")
            with socket.create_connection((host, int(port)), timeout=WAIT_MAX) as other:
                frame = struct.pack(">hhihi", 3, 1, 1, -1, 0)
                other.sendall(struct.pack(">i", len(frame)) + frame)
                self.assertEqual(len(other.recv(4)), 4)


if __name__ == "__main__":
    foreign_clients.main()
