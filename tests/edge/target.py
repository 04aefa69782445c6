# SPDX-License-Identifier: Apache-2.0
"""A target's web server: /ready is well while the file "ready" is there, /headers shows what came,
/wait makes the file "waiting" and answers once "go" is there, anything else is the file "text"."""
import pathlib
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SITE = pathlib.Path(__file__).parent


class Target(BaseHTTPRequestHandler):
    def do_GET(self):
        body = (SITE / "text").read_text()
        path = self.path.split("?")[0]
        if path == "/headers":
            body = "".join(f"{name}: {value}\n" for name, value in self.headers.items())
        if path == "/wait":
            (SITE / "waiting").touch()
        while path == "/wait" and not (SITE / "go").exists():
            time.sleep(0.02)
        well = path != "/ready" or (SITE / "ready").exists()
        self.send_response(200 if well else 503)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("", int(sys.argv[1])), Target).serve_forever()
