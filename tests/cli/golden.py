# SPDX-License-Identifier: Apache-2.0
"""Expected output in files: golden/<name>.txt. ATLAS_UPDATE_GOLDEN=1 rewrites them."""
import os
from pathlib import Path

FILES = Path(__file__).resolve().parent / "golden"


def check(test, name, text, replaced=()):
    """Compares after each (what, by) of `replaced` was put in place."""
    for what, by in replaced:
        text = text.replace(str(what), by)
    path = FILES / f"{name}.txt"
    if os.environ.get("ATLAS_UPDATE_GOLDEN"):
        path.write_text(text)
    test.maxDiff = None
    test.assertEqual(path.read_text() if path.exists() else "", text, f"{path.name}: {__doc__}")


def render(ended):
    """Both streams and the exit code as one text."""
    return f"--- stdout\n{ended.out}--- stderr\n{ended.err}--- exit code {ended.code}\n"
