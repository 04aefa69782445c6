# SPDX-License-Identifier: Apache-2.0
"""One `terraform apply -json` while it runs: what it says, as it says it."""
import json
import queue
import signal
import threading


class Apply:
    """Use it by `with`: leaving it ends Terraform. `planned` counts the resources that were announced, `begun` those
    that were begun, `done` those that ended well (data sources are none of them); `errors` holds what failed."""

    def __init__(self, terraform, *arguments):
        self.process = terraform.start("apply", "-auto-approve", "-input=false", "-json", *arguments)
        self.planned = self.begun = self.done = 0
        self.errors = []
        self.lines = queue.Queue()
        self.reader = threading.Thread(target=self._read_lines, daemon=True)
        self.reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.runs():
            self.process.kill()
        self.process.wait()
        self.reader.join()
        self.process.stdout.close()

    def _read_lines(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def runs(self):
        return self.process.poll() is None

    def next(self, within_s=600):
        """The next message as a dict with "type"; None after the last; raises queue.Empty when none came in time."""
        line = self.lines.get(timeout=within_s)
        if line is None:
            self.lines.put(None)
            return None
        message = json.loads(line) if line.startswith("{") else {"@message": line}
        message.setdefault("type", "other")
        reads = "read" in (message.get("change", {}).get("action"), message.get("hook", {}).get("action"))
        self.planned += message["type"] == "planned_change" and not reads
        self.begun += message["type"] == "apply_start" and not reads
        self.done += message["type"] == "apply_complete" and not reads
        if message.get("@level") == "error":
            self.errors.append(self._text_of(message))
        return message

    @staticmethod
    def _text_of(message):
        diagnostic = message.get("diagnostic", {})
        return " ".join(filter(None, (message["@message"], diagnostic.get("address"), diagnostic.get("detail"))))

    def read_until_begun(self, count):
        """Reads until so many resources were begun, or all is over."""
        while self.begun < count and self.next() is not None:
            pass

    def interrupt(self):
        """One SIGINT, as by Ctrl-C: Terraform ends by itself once what it has begun is over."""
        self.process.send_signal(signal.SIGINT)

    def end(self, within_s=600):
        """Reads what is left and returns the exit code."""
        while self.next(within_s) is not None:
            pass
        return self.process.wait(within_s)
