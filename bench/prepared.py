# SPDX-License-Identifier: Apache-2.0
"""One keep-alive connection that sends requests made beforehand, byte for byte, and times their answers."""
import socket
import struct
import time

ANSWERED_WITHIN_S = 10


class Connection:
    """Plain HTTP/1.1 with Content-Length answers, which is all that the endpoints send to these calls. Who closes after
    an answer, as moto_server does, is connected to again: that is what its clients must do too."""

    def __init__(self, host, port):
        self.address = (host, port)
        self.connect()

    def connect(self):
        self.socket = socket.create_connection(self.address, ANSWERED_WITHIN_S)
        # The kernel keeps the time limit; Python's own would be a poll before each call.
        self.socket.settimeout(None)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", ANSWERED_WITHIN_S, 0))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def exchange(self, request):
        """(status, body) of one request."""
        self.socket.sendall(request)
        received = self.more()
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self.more()
        head = received[:end].lower()
        start = head.index(b"content-length:") + len(b"content-length:")
        missing = end + 4 + int(head[start:].split(b"\r\n", 1)[0]) - len(received)
        while missing > 0:
            part = self.more()
            received += part
            missing -= len(part)
        if b"\r\nconnection: close" in head:
            self.socket.close()
            self.connect()
        return int(head[9:12]), received[end + 4:]

    def more(self):
        part = self.socket.recv(262144)
        if not part:
            raise ConnectionError("the endpoint closed the connection")
        return part

    def latencies_ms(self, requests):
        """Milliseconds of each request, in order."""
        taken = []
        for request in requests:
            start = time.perf_counter()
            status, body = self.exchange(request)
            taken.append((time.perf_counter() - start) * 1000)
            if status != 200:
                raise AssertionError(f"answered {status}: {body[:400]}")
        return taken


def percentile(values, percent):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]
