#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A home that an older Atlas wrote comes up, and the API tells the same of every resource.

home_of_d0ce6da/ holds the rows of a small region of commit d0ce6da and what its reading operations answered; its keys are
examples. A member of an answer that was dropped on purpose since then stands in DROPPED.
"""
import json
import os
import sqlite3
import subprocess
import sys
import unittest

from command import HERE, ROOT
from region_test import WithHome, ask

sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/region")]
import verdict  # noqa: E402
from region import until, why_not  # noqa: E402

KEPT = HERE / "home_of_d0ce6da"
DROPPED = set()
SCHEMA = """PRAGMA journal_mode=WAL; PRAGMA application_id=0x41746c73; PRAGMA user_version=1;
CREATE TABLE row (name TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (name, key)) WITHOUT ROWID;"""


def make_home(home):
    rows = json.loads((KEPT / "rows.json").read_text())
    (home / "identity.json").write_text(json.dumps({"Id": "a71a50", "Account": "123456789012"}))
    (home / "sealing.key").write_text("00" * 31 + "01")
    (home / "ca").mkdir()
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                    "-subj", "/CN=Atlas region a71a50", "-keyout", home / "ca/ca.key", "-out", home / "ca/ca.pem"],
                   check=True, capture_output=True)
    with sqlite3.connect(home / "store.db") as store:
        store.executescript(SCHEMA)
        store.executemany("INSERT INTO row VALUES (?, ?, ?)",
                          [(row["Table"], row["Key"], json.dumps(row["Value"])) for row in rows])
    store.close()


def missing(before, now, where):
    """What `before` says and `now` does not; members and elements that were added are fine."""
    if isinstance(before, dict) and isinstance(now, dict):
        for name, value in before.items():
            if name not in now:
                if name not in DROPPED:
                    yield f"{where}.{name} is gone"
            else:
                yield from missing(value, now[name], f"{where}.{name}")
    elif isinstance(before, list) and isinstance(now, list):
        for element in before:
            if all(any(missing(element, other, "")) for other in now):
                yield f"{where} has no {json.dumps(element)} but {json.dumps(now)}"
    elif before != now:
        yield f"{where} was {before!r}, is {now!r}"


@unittest.skipIf(why_not(), why_not())
class Upgrade(WithHome):
    def test_a_home_of_d0ce6da(self):
        make_home(self.home)
        for life in ("the first", "the second"):
            process = self.start()
            for told in json.loads((KEPT / "answers.json").read_text()):
                name = f"{life} time: {told['Operation']}"
                now = ask(self.home, told["Service"], told["Operation"], **told["Input"])
                self.assertEqual([], list(missing(told["Output"], now, name)))
            until(lambda: self.command.run("down").code == 0, 60, "it is taken down")
            process.wait(60)
        self.assertEqual(0, os.stat(self.home / "store.db-wal").st_size, "nothing is left in the log")


del WithHome  # Else its tests, of which it has none, are looked for here.

if __name__ == "__main__":
    verdict.main()
