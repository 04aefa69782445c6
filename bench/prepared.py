# SPDX-License-Identifier: Apache-2.0
"""One keep-alive connection that sends requests made beforehand, byte for byte, and times their answers."""
import socket
import time


class Connection:
    """Plain HTTP/1.1 with Content-Length answers, which is all that the endpoints send to these calls. Who closes after
    an answer, as moto_server does, is connected to again: that is what its clients must do too."""

    def __init__(self, host, port):
        self.address = (host, port)
        self.connect()

    def connect(self):
        self.socket = socket.create_connection(self.address, 10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def exchange(self, request):
        """(status, body) of one request."""
        self.socket.sendall(request)
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self.more()
        head = received[:end].lower()
        start = head.index(b"content-length:") + len(b"content-length:")
        length = int(head[start:].split(b"\r\n", 1)[0])
        while len(received) < end + 4 + length:
            received += self.more()
        if b"\r\nconnection: close" in head:
            self.socket.close()
            self.connect()
        return int(head[9:12]), received[end + 4:]

    def more(self):
        part = self.socket.recv(262144)
        if not part:
            raise ConnectionError("the endpoint closed the connection")
        return part

    def rate(self, requests, seconds):
        """Answers a second while `requests` are sent in turn for so long; each must be answered 200."""
        count, start = 0, time.perf_counter()
        while (passed := time.perf_counter() - start) < seconds:
            status, body = self.exchange(requests[count % len(requests)])
            if status != 200:
                raise AssertionError(f"answered {status}: {body[:400]}")
            count += 1
        return count / passed

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
