# SPDX-License-Identifier: Apache-2.0
"""boto3 in a process of its own, which stays: starting one and reading its models takes longer than most calls."""
import json
import subprocess

from . import python


class Boto:
    """Calls one after the other under one environment. The process ends with `close`, or with whoever started it."""

    def __init__(self, environment):
        self.process = subprocess.Popen([str(python.interpreter()), str(python.HERE / "aws_call.py")], env=environment,
                                        text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def call(self, service, operation, arguments):
        """What aws_call.py says: {"answer": …} or {"error": …}."""
        self.process.stdin.write(json.dumps([service, operation, arguments]) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"boto3 ended at {service} {operation}: {self.process.wait()}"
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()
