# SPDX-License-Identifier: Apache-2.0
"""A region of a test's own: started by `./atlas region run` in an ATLAS_HOME of its own, gone after the test."""
import http.client
import json
import os
import select
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ATLAS = ROOT / "atlas"
BUILT = [Path(os.environ.get("ATLAS_BINARY", ROOT / "build/release/atlas")), ROOT / "build/dev/atlas"]
STARTED_WITHIN_S = 30
RESTARTED_WITHIN_S = 10


def why_not():
    """None where a region can be run here, else the reason."""
    if os.geteuid() != 0:
        return "a region needs root for its namespaces"
    if not any(path.exists() for path in BUILT):
        return "atlas is not built"
    for program in ("runc", "conmon", "haproxy", "nft", "ip", "dnsmasq"):
        if not shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"):
            return f"{program} is not installed"
    return None


def until(condition, within_s, what, pace_s=0.05):
    """Waits until `condition()` is true and returns what it gave; raises with `what` when the time is over."""
    deadline = time.monotonic() + within_s
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within_s} s: {what}")
        time.sleep(pace_s)  # The pace of looking, not a guess how long something takes.


class Region:
    """Owns the process and the home. `stop` is safe to call twice."""

    def __init__(self, name):
        self.home = Path(tempfile.mkdtemp(prefix=f"atlas-test-{name}-"))
        self.process_environment = os.environ | {"ATLAS_HOME": str(self.home), "NO_COLOR": "1"}
        self.log = open(self.home.with_suffix(".log"), "w+", encoding="utf-8")  # Beside the home, which `down` may erase.
        self.start()
        environment = self.environment()
        self.id = environment["TF_WORKSPACE"].removeprefix("atlas-")
        self.url = urllib.parse.urlsplit(environment["AWS_ENDPOINT_URL"])

    def start(self):
        """Starts the region in its home; also the way back after `atlas down`. `started_s` says how long it took."""
        begun = time.monotonic()
        self.process = subprocess.Popen([str(ATLAS), "region", "run"], env=self.process_environment, stdout=self.log,
                                        stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True)
        try:
            until(self.answers, STARTED_WITHIN_S, "the region answers")
            self.started_s = time.monotonic() - begun
        except AssertionError:
            self.stop()
            raise

    def atlas(self, *arguments, expect=(0,), timeout=120):
        """Runs ./atlas for this region; returns its stdout."""
        done = subprocess.run([str(ATLAS), *arguments], env=self.process_environment, text=True, capture_output=True,
                              timeout=timeout, check=False, stdin=subprocess.DEVNULL)
        if done.returncode not in expect:
            raise AssertionError(f"atlas {' '.join(arguments)} ended {done.returncode}: {done.stdout}{done.stderr}"
                                 f"\n--- the region's last words ---\n{self.last_words()}")
        return done.stdout

    def answers(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the region ended {self.process.returncode}:\n{self.last_words()}")
        done = subprocess.run([str(ATLAS), "env"], env=self.process_environment, capture_output=True, check=False)
        if done.returncode:
            return False
        url = urllib.parse.urlsplit(self.environment()["AWS_ENDPOINT_URL"])
        try:
            socket.create_connection((url.hostname, url.port), 2).close()
            return True
        except OSError:
            return False

    def speaks(self):
        """Whether the endpoint answers HTTP, whatever it says to a stranger."""
        try:
            asked = http.client.HTTPConnection(self.url.hostname, self.url.port, timeout=RESTARTED_WITHIN_S)
            asked.request("GET", "/")
            return asked.getresponse().status > 0
        except (OSError, http.client.HTTPException):
            return False
        finally:
            asked.close()

    def last_words(self):
        self.log.flush()
        return Path(self.log.name).read_text(errors="replace")[-3000:]

    def environment(self):
        """What `atlas env` exports, as a dict: endpoint, credentials, AWS_REGION, ATLAS_CA, TF_WORKSPACE."""
        exported = {}
        for line in self.atlas("env").splitlines():
            words = shlex.split(line)
            if words[:1] == ["export"]:
                for word in words[1:]:
                    name, _, value = word.partition("=")
                    if value:
                        exported[name] = value
        return exported

    def status(self):
        return json.loads(self.atlas("status", "--json", expect=(0, 5)))

    def pid(self):
        return int(self.atlas("region", "pid"))

    def kill(self, moment=lambda: None):
        """kill -9 of the region itself, once `moment` returns. Returns the seconds until another process answered."""
        before = self.pid()
        moment()
        ended = os.pidfd_open(before)
        try:
            os.kill(before, signal.SIGKILL)
            begun = time.monotonic()
            select.select([ended], [], [], RESTARTED_WITHIN_S)
        finally:
            os.close(ended)
        until(self.speaks, RESTARTED_WITHIN_S, f"the region is back after kill -9 of {before}", pace_s=0.005)
        away_s = time.monotonic() - begun
        assert self.pid() != before, f"{before} was to be killed"
        return away_s

    def remnants(self):
        """Kernel objects, processes and host names that still carry the region's id."""
        found = []
        for command in (["ip", "netns", "list"], ["nft", "list", "tables"], ["ip", "-o", "link"], ["ps", "-eo", "args"]):
            lines = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
            found += [f"{command[0]}: {line}" for line in lines if self.id in line or str(self.home) in line]
        for path in ("/proc/self/mountinfo", "/etc/hosts"):
            found += [f"{path}: {line}" for line in Path(path).read_text().splitlines()
                      if self.id in line or str(self.home) in line]
        found += [str(path) for path in Path("/sys/fs/cgroup").glob(f"**/*{self.id}*")]
        return found

    def stop(self):
        """Takes everything down and erases the home; the process is killed where it does not go by itself."""
        if not self.home.exists():
            return
        subprocess.run([str(ATLAS), "down"], env=self.process_environment, capture_output=True, timeout=120, check=False,
                       stdin=subprocess.DEVNULL)
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)
        self.log.close()
        os.unlink(self.log.name)
