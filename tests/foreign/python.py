# SPDX-License-Identifier: Apache-2.0
"""Python clients of others (boto3, the AWS command line, confluent-kafka with the public MSK IAM signer) in a virtual
environment of ours.

An environment is made once, in build/, by PyPI or by whatever pip is configured for; a list of requirements has its own.
"""
import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = HERE.parents[1] / "build"


class Unavailable(Exception):
    """The environment cannot be made; the message says why."""


def interpreter(name="foreign-python", listed=HERE / "requirements.txt"):
    """Path of a python in build/<name> that can import all that the file `listed` names."""
    home = BUILD / name
    python = home / "bin" / "python"
    BUILD.mkdir(parents=True, exist_ok=True)
    with open(BUILD / f"{name}.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        requirements = listed.read_text()
        done = home / "requirements.txt"
        if done.exists() and done.read_text() == requirements:
            return python
        shutil.rmtree(home, ignore_errors=True)
        for command in ([sys.executable, "-m", "venv", str(home)],
                        [str(python), "-m", "pip", "install", "--quiet", "-r", str(listed)]):
            made = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
            if made.returncode:
                raise Unavailable(f"{' '.join(command)}: {(made.stdout + made.stderr).strip()[-800:]}")
        done.write_text(requirements)
        return python


def enter():
    """Goes on under the interpreter that can import the clients; without one the process ends as skipped, 77."""
    try:
        wanted = interpreter()
    except Unavailable as reason:
        print(f"skipped: {reason}")
        sys.exit(77)
    if Path(sys.prefix) != wanted.parents[1]:
        os.execv(wanted, [str(wanted), *sys.argv])


def is_made(name="foreign-python"):
    """Whether an environment is there already, so that `interpreter` will not take long."""
    return (BUILD / name / "requirements.txt").exists()


def packages():
    """The folder to put on sys.path for what `interpreter` can import: it is made by the python that runs now."""
    [found] = (interpreter().parents[1] / "lib").glob("python3*/site-packages")
    return str(found)


def run(script, *arguments, environment, given="", timeout=120):
    """Runs a script of this folder under the environment; returns what it printed. A failure raises with its words."""
    return said_by([str(interpreter()), str(HERE / script), *arguments], environment, given, timeout)


def aws(environment, *arguments, given="", timeout=120):
    """Runs the AWS command line, without the caller's own profiles; returns what it printed, as `run` does."""
    own = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    return said_by([str(interpreter().with_name("aws")), *arguments], environment | own, given, timeout)


def said_by(command, environment, given, timeout):
    done = subprocess.run(command, env=environment, input=given, text=True, capture_output=True, timeout=timeout, check=False)
    if done.returncode:
        told = " ".join([Path(command[0]).name, *command[1:]])
        raise AssertionError(f"{told} ended {done.returncode}: {done.stderr.strip()[-3000:]}")
    return done.stdout
