# SPDX-License-Identifier: Apache-2.0
"""A region of a test's own: started by `./atlas region run` in an ATLAS_HOME of its own, gone after the test."""
import contextlib
import http.client
import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse
from pathlib import Path

from processes import command_line, open_processes, wait_for_end

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
        self.process = None
        self.log = open(self.home.with_suffix(".log"), "w+", encoding="utf-8")  # Beside the home, which `down` may erase.
        self.start()
        environment = self.environment()
        self.id = environment["TF_WORKSPACE"].removeprefix("atlas-")
        self.url = urllib.parse.urlsplit(environment["AWS_ENDPOINT_URL"])

    def launch(self):
        """Starts the region in its home and waits for nothing."""
        if self.process:
            self.process.wait(20)  # What was started before has ended: by `down`, or killed.
        self.process = subprocess.Popen([str(ATLAS), "region", "run"], env=self.process_environment, stdout=self.log,
                                        stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True)

    def start(self):
        """Starts the region in its home; also the way back after `atlas down`. `started_s` says how long it took."""
        begun = time.monotonic()
        self.launch()
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

    def pid(self, expect=(0,)):
        """Pid of the region; None where `expect` allows that there is none."""
        said = self.atlas("region", "pid", expect=expect).strip()
        return int(said) if said else None

    def keeper(self):
        """Pid of the keeper; None where there is none just now."""
        for pid in self.all_processes():
            words = command_line(pid)
            if Path(words[0]).name == "atlas" and words[1:3] == ["region", "run"]:
                return pid
        return None

    def kill(self, moment=lambda: None):
        """kill -9 of the region itself, once `moment` returns. Returns the seconds until another process answered."""
        before = self.pid()
        moment()
        process = open_processes({before})
        os.kill(before, signal.SIGKILL)
        begun = time.monotonic()
        wait_for_end(process)
        try:
            until(self.speaks, RESTARTED_WITHIN_S, f"the region is back after kill -9 of {before}", pace_s=0.005)
        except AssertionError as late:
            raise AssertionError(f"{late}\n--- the region's last words ---\n{self.last_words()}") from None
        away_s = time.monotonic() - begun
        assert self.pid() != before, f"{before} was to be killed"
        return away_s

    def kill_for_good(self):
        """kill -9 of keeper and region: what they started is alone then."""
        pids = {self.keeper(), self.pid()}
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)  # Neither sees the other's end.
        processes = open_processes(pids)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        wait_for_end(processes)

    def crash(self):
        """kill -9 of everything of the region; returns pid -> program."""
        for pid in (self.keeper(), self.pid()):
            os.kill(pid, signal.SIGSTOP)  # Nobody starts anything again.
        killed = self.all_processes()
        processes = open_processes(killed)
        for process in processes:
            with contextlib.suppress(ProcessLookupError):  # It went with its container's first process.
                signal.pidfd_send_signal(process, signal.SIGKILL)
        wait_for_end(processes)
        return killed

    def all_processes(self):
        """pid -> program of the processes that this region started. Believed are a cgroup of its own and, of programs
        that regions run outside of one, arguments or ATLAS_HOME: mounts are not, the host sees those of all regions."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            words = command_line(folder.name)
            program = Path(words[0]).name
            try:
                inside = any(line.split(":", 2)[2].startswith(f"/atlas/{self.id}/")
                             for line in (folder / "cgroup").read_text().splitlines())
                variables = (folder / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            named = any(word.startswith((f"{self.home}/", f"--addn-hosts=/run/atlas/{self.id}/")) for word in words)
            of_home = f"ATLAS_HOME={self.home}".encode() in variables
            if inside or (program in ("conmon", "runc", "dnsmasq") and named) or (program == "atlas" and of_home):
                found[int(folder.name)] = program
        return found

    def processes(self, program):
        """Pids of a program that belong to the region."""
        return {pid for pid, name in self.all_processes().items() if name == program}

    def hosts_lines(self):
        """The region's block in the hosts file."""
        inside, lines = False, []
        for line in Path("/etc/hosts").read_text().splitlines():
            if line.startswith(f"# atlas {self.id} "):
                inside = line.endswith("begin")
            elif inside:
                lines.append(line)
        return lines

    def remnants(self):
        """Processes, kernel objects, host names and run-time folders that are still the region's."""
        found = [f"process {pid}: {program}" for pid, program in self.all_processes().items()]
        for command in (["ip", "netns", "list"], ["nft", "list", "tables"], ["ip", "-o", "link"]):
            lines = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
            found += [f"{command[0]}: {line}" for line in lines if self.id in line or str(self.home) in line]
        for path in ("/proc/self/mountinfo", "/etc/hosts", "/run/atlas/leases"):
            lines = Path(path).read_text().splitlines() if os.path.exists(path) else []
            found += [f"{path}: {line}" for line in lines if self.id in line or str(self.home) in line]
        found += [str(path) for path in Path("/sys/fs/cgroup").glob(f"**/*{self.id}*")]
        return found + [str(path) for path in Path("/run/atlas").glob(f"*{self.id}*")]

    def stop(self):
        """Takes everything down and erases the home; the process is killed where it does not go by itself."""
        if self.log.closed:
            return
        if self.home.exists():
            subprocess.run([str(ATLAS), "down"], env=self.process_environment, capture_output=True, timeout=120, check=False,
                           stdin=subprocess.DEVNULL)
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)
        self.log.close()
        os.unlink(self.log.name)
