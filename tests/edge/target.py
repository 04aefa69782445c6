# SPDX-License-Identifier: Apache-2.0
"""A target's web server: /ready is well while the file "ready" is there, /headers shows what came,
/wait makes the file "waiting" and answers once "go" is there, /checked shows the head of the last health check,
/bighead?N has N bytes of headers, /close ends the connection, /unavailable is a 503 of the target's own, anything else is
the file "text"."""
import http.client
import pathlib
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

http.client._MAXHEADERS = 1000  # Python's own limit is 100
SITE = pathlib.Path(__file__).parent


class Target(BaseHTTPRequestHandler):
    checked = ""

    def do_GET(self):
        if self.headers.get("User-Agent", "").startswith("ELB-HealthChecker"):
            Target.checked = "".join(f"{name}: {value}\n" for name, value in self.headers.items())
        body = (SITE / "text").read_text()
        path = self.path.split("?")[0]
        if path == "/headers":
            body = "".join(f"{name}: {value}\n" for name, value in self.headers.items())
        if path == "/checked":
            body = Target.checked
        if path == "/close":
            self.close_connection = True
            return
        if path == "/wait":
            (SITE / "waiting").touch()
        while path == "/wait" and not (SITE / "go").exists():
            time.sleep(0.02)
        well = path != "/ready" or (SITE / "ready").exists()
        well = well and path != "/unavailable"
        self.send_response(200 if well else 503)
        for number in range(int(self.path.partition("?")[2]) // 4000 if path == "/bighead" else 0):
            self.send_header(f"X-Big-{number}", "x" * 3980)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("", int(sys.argv[1])), Target).serve_forever()
