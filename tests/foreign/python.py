# SPDX-License-Identifier: Apache-2.0
"""Python clients of others (boto3, confluent-kafka with the public MSK IAM signer) in a virtual environment of ours.

The environment is made once in build/foreign-python, by PyPI or by whatever pip is configured for.
"""
import fcntl
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE.parents[1] / "build" / "foreign-python"


class Unavailable(Exception):
    """The environment cannot be made; the message says why."""


def interpreter():
    """Path of a python that can import all of requirements.txt."""
    python = HOME / "bin" / "python"
    HOME.parent.mkdir(parents=True, exist_ok=True)
    with open(HOME.parent / "foreign-python.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        requirements = (HERE / "requirements.txt").read_text()
        done = HOME / "requirements.txt"
        if done.exists() and done.read_text() == requirements:
            return python
        shutil.rmtree(HOME, ignore_errors=True)
        for command in ([sys.executable, "-m", "venv", str(HOME)],
                        [str(python), "-m", "pip", "install", "--quiet", "-r", str(HERE / "requirements.txt")]):
            made = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
            if made.returncode:
                raise Unavailable(f"{' '.join(command)}: {(made.stdout + made.stderr).strip()[-800:]}")
        done.write_text(requirements)
        return python


def run(script, *arguments, environment, given="", timeout=120):
    """Runs a script of this folder under the environment; returns what it printed. A failure raises with its words."""
    done = subprocess.run([str(interpreter()), str(HERE / script), *arguments], env=environment, input=given, text=True,
                          capture_output=True, timeout=timeout, check=False)
    if done.returncode:
        raise AssertionError(f"{script} {' '.join(arguments)} ended {done.returncode}: {done.stderr.strip()[-3000:]}")
    return done.stdout
