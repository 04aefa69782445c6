# SPDX-License-Identifier: Apache-2.0
"""`./atlas` in an environment of a test's own: by pipes, or on a pseudo-terminal."""
import fcntl
import json
import os
import pty
import select
import shutil
import struct
import subprocess
import tempfile
import termios
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
ENDS_WITHIN_S = 60
# Of the user's own that would change what is printed or what is found.
OTHERS = ("ATLAS_HOME", "ATLAS_ROOT", "ATLAS_PROVIDER_MIRROR", "NO_COLOR", "TF_CLI_CONFIG_FILE", "TF_WORKSPACE",
          "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


@dataclass
class Ended:
    code: int
    out: str
    err: str

    def json(self):
        return json.loads(self.out)

    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]


class Command:
    """A home and the variables for it. `path`: folders put before PATH; `only_path`: PATH itself."""

    launcher = ROOT / "atlas"

    def __init__(self, home, path=(), only_path=None, **variables):
        self.environment = {name: value for name, value in os.environ.items() if name not in OTHERS}
        self.environment |= {"ATLAS_HOME": str(home), "TERM": "xterm"} | variables
        self.environment["PATH"] = os.pathsep.join([*map(str, path), only_path or self.environment["PATH"]])

    def start(self, *arguments, **options):
        given = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen([str(self.launcher), *arguments], env=self.environment, **(given | options))

    def run(self, *arguments):
        process = self.start(*arguments)
        out, err = process.communicate(timeout=ENDS_WITHIN_S)
        return Ended(process.returncode, out, err)

    def on_terminal(self, *arguments, columns=80, typed=""):
        """(code, all that stood on the terminal)."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        process = self.start(*arguments, stdin=slave, stdout=slave, stderr=slave, text=False)
        os.close(slave)
        os.write(master, typed.encode())
        shown, deadline = b"", time.monotonic() + ENDS_WITHIN_S
        while time.monotonic() < deadline:
            if not select.select([master], [], [], 0.1)[0]:
                continue
            try:
                part = os.read(master, 65536)
            except OSError:  # All that had the terminal open have ended.
                break
            if not part:
                break
            shown += part
        os.close(master)
        return process.wait(ENDS_WITHIN_S), shown.decode().replace("\r\n", "\n")


def reachable(test):
    """A launcher, its program, the roots and tests/cli/terraform where any user may read them: a checkout below a home
    of mode 0700 is not. The folder, and what to set in the environment."""
    place = folder(test, "reachable")
    place.chmod(0o755)
    built = [Path(os.environ.get("ATLAS_BINARY", ROOT / "build/release/atlas")), ROOT / "build/dev/atlas"]
    binary = next(path for path in built if path.exists())
    try:
        os.link(binary, place / "program")
    except OSError:
        shutil.copyfile(binary, place / "program")
    shutil.copyfile(ROOT / "atlas", place / "atlas")
    shutil.copyfile(HERE / "terraform", place / "terraform-of-tests")
    (place / "bin").mkdir()
    (place / "terraform-of-tests").rename(place / "bin/terraform")
    (place / "terraform/staging").mkdir(parents=True)
    (place / "terraform/staging/main.tf").write_text("")
    for name in ("program", "atlas", "bin/terraform"):
        (place / name).chmod(0o755)
    return place


class Foreigner(Command):
    """`./atlas` by the user nobody, who may read the folder of `reachable` and nothing of root's."""

    def __init__(self, place, home):
        super().__init__(home, path=[place / "bin"], ATLAS_BINARY=str(place / "program"), ATLAS_ROOT=str(place))
        self.launcher = place / "atlas"

    def start(self, *arguments, **options):
        return super().start(*arguments, cwd="/", user=65534, group=65534, extra_groups=(), **options)


def folder(test, name="home"):
    """A folder that is gone after the test."""
    path = Path(tempfile.mkdtemp(prefix=f"atlas-cli-{name}-"))
    test.addCleanup(shutil.rmtree, path, ignore_errors=True)
    return path
