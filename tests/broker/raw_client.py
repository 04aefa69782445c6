# SPDX-License-Identifier: Apache-2.0
"""SASL over TLS by hand, so that each part of an authentication can be wrong on purpose."""
import base64
import hashlib
import hmac
import json
import socket
import ssl
import struct
import time
from urllib.parse import quote


def sign(host, key, secret, token=None, region="us-east-1", at=None, expires="900"):
    """The parameters of a presigned GET https://HOST/ for kafka-cluster:Connect, by SigV4's rules."""
    date = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(at or time.time()))
    scope = f"{date[:8]}/{region}/kafka-cluster/aws4_request"
    given = {"Action": "kafka-cluster:Connect", "X-Amz-Algorithm": "AWS4-HMAC-SHA256", "X-Amz-Credential": f"{key}/{scope}",
             "X-Amz-Date": date, "X-Amz-Expires": expires, "X-Amz-SignedHeaders": "host"}
    if token:
        given["X-Amz-Security-Token"] = token
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in sorted(given.items()))
    canonical = f"GET\n/\n{query}\nhost:{host}\n\nhost\n{hashlib.sha256(b'').hexdigest()}"
    text = f"AWS4-HMAC-SHA256\n{date}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signing = f"AWS4{secret}".encode()
    for part in (date[:8], region, "kafka-cluster", "aws4_request"):
        signing = hmac.new(signing, part.encode(), hashlib.sha256).digest()
    return given | {"X-Amz-Signature": hmac.new(signing, text.encode(), hashlib.sha256).hexdigest()}


def iam_message(host, *credentials, **more):
    """The JSON of AWS_MSK_IAM as a dict; nine keys without a token, as franz-go sends them."""
    return {"version": "2020_10_22", "host": host} | {
        name.lower(): value for name, value in sign(host, *credentials, **more).items()}


def oauth_message(*credentials, region="us-east-1", host=None, **more):
    host = host or f"kafka.{region}.amazonaws.com"
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in sign(host, *credentials, region=region, **more).items())
    token = base64.urlsafe_b64encode(f"https://{host}/?{query}&User-Agent=raw".encode()).rstrip(b"=").decode()
    return f"n,,\x01auth=Bearer {token}\x01\x01".encode()


class Refused(Exception):
    """code: Kafka's; message: the broker's words."""

    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code, self.message = code, message


class RawClient:
    def __init__(self, broker):
        host, port = broker.bootstrap.split(",")[0].rsplit(":", 1)
        context = ssl.create_default_context(cafile=broker.ca)
        self.socket = context.wrap_socket(socket.create_connection((host, int(port)), timeout=10), server_hostname=host)
        self.count = 0

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def send(self, key, version, body):
        """Sends a request with a classic header; returns the body of the response, None when the connection closed."""
        self.count += 1
        frame = struct.pack(">hhih", key, version, self.count, 3) + b"raw" + body
        try:
            self.socket.sendall(struct.pack(">i", len(frame)) + frame)
            size, = struct.unpack(">i", self._read(4))
            return self._read(size)[4:]
        except (EOFError, ConnectionError, ssl.SSLError):
            return None

    def _read(self, count):
        got = b""
        while len(got) < count:
            piece = self.socket.recv(count - len(got))
            if not piece:
                raise EOFError
            got += piece
        return got

    def handshake(self, mechanism):
        """(error code, mechanisms)"""
        body = self.send(17, 1, struct.pack(">h", len(mechanism)) + mechanism.encode())
        code, count = struct.unpack_from(">hi", body)
        names, at = [], 6
        for _ in range(count):
            size, = struct.unpack_from(">h", body, at)
            names.append(body[at + 2:at + 2 + size].decode())
            at += 2 + size
        return code, names

    def authenticate(self, message):
        """(auth bytes, lifetime in ms); raises Refused."""
        if isinstance(message, dict):
            message = json.dumps(message).encode()
        body = self.send(36, 1, struct.pack(">i", len(message)) + message)
        if body is None:
            raise EOFError("closed without an answer")
        code, size = struct.unpack_from(">hh", body)
        at, text = 4, None
        if size >= 0:
            text, at = body[4:4 + size].decode(), 4 + size
        count, = struct.unpack_from(">i", body, at)
        if code:
            raise Refused(code, text)
        return body[at + 4:at + 4 + count], struct.unpack_from(">q", body, at + 4 + count)[0]

    def log_in(self, mechanism, message):
        code, _ = self.handshake(mechanism)
        assert code == 0, code
        return self.authenticate(message)

    def is_served(self):
        """Whether Metadata v1 for no topic is answered."""
        return self.send(3, 1, struct.pack(">i", 0)) is not None
