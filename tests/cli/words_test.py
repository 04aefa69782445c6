#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `atlas` says where no region is needed: help, wrong usage, nothing running, nothing to run with."""
import fcntl
import json
import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

import golden
from command import HERE, ROOT, Command, Foreigner, folder, reachable

sys.path.insert(0, str(ROOT / "tests"))
import verdict  # noqa: E402

VERBS = ("up", "down", "status", "wait", "logs", "env", "ca", "region")
WITHOUT_TERRAFORM = "/usr/sbin:/usr/bin:/sbin:/bin"


def has_terraform(path):
    return any((Path(part) / name).exists() for part in path.split(":") for name in ("terraform", "tofu"))


class Help(unittest.TestCase):
    def setUp(self):
        self.command = Command(folder(self) / "none")

    def test_help_of_every_verb(self):
        text = ""
        for verb in ((), *((verb,) for verb in VERBS), ("region", "run"), ("region", "pid"), ("region", "stop")):
            ended = self.command.run(*verb, "--help")
            self.assertEqual((0, ""), (ended.code, ended.err), verb)
            text += f"$ ./atlas {' '.join(verb)} --help\n{ended.out}\n"
        golden.check(self, "help", text)

    def test_no_verb_shows_the_help_on_stderr(self):
        ended = self.command.run()
        self.assertEqual((2, ""), (ended.code, ended.out))
        self.assertIn("up  ", ended.err)
        self.assertTrue(ended.err.endswith("atlas: say which command\n"), ended.err)


class WrongUsage(unittest.TestCase):
    """Exit code 2, words on stderr alone, the nearest name, where to look."""

    CASES = (("statu",), ("bananas",), ("--jsn",), ("status", "--jsn"), ("region",), ("region", "pdi"), ("wait",),
             ("wait", "x", "--for", "nope"), ("wait", "x", "--timeout", "soon"), ("logs", "-n", "0"),
             ("up", "staging", "again"), ("up", "stagin"), ("up", "../etc"), ("env", "--write-keys"))

    def test_each_is_told_apart(self):
        home = folder(self) / "none"
        text = ""
        for case in self.CASES:
            ended = Command(home).run(*case)
            self.assertEqual(2, ended.code, case)
            text += f"$ ./atlas {' '.join(case)}\n{golden.render(ended)}\n"
            as_json = Command(home).run(*case, "--json").out.splitlines()
            self.assertIn('"Code":2', "".join(as_json).replace(" ", ""), case)
        golden.check(self, "wrong_usage", text, [(ROOT, "ROOT"), (home, "HOME")])
        self.assertFalse(home.exists(), "a wrong command leaves nothing")


class NoRegion(unittest.TestCase):
    """Exit code 3 and what to type, before a region was ever started."""

    ASKING = (("status",), ("env",), ("env", "--write-key"), ("ca",), ("logs",), ("wait", "x"), ("region", "pid"),
              ("region", "stop"))

    def test_every_verb_that_asks_one(self):
        home = folder(self) / "none"
        for case in self.ASKING:
            ended = Command(home).run(*case)
            self.assertEqual((3, ""), (ended.code, ended.out), case)
            self.assertEqual(f"atlas: no region was started in {home}\natlas: start one with: ./atlas up\n", ended.err)
            error = Command(home).run(*case, "--json").json()
            self.assertEqual(1, error["Schema"])
            self.assertEqual(3, error["Error"]["Code"], case)
            self.assertEqual("start one with: ./atlas up", error["Error"]["Next"])
        self.assertFalse(home.exists(), "asking makes nothing")

    def test_down_has_nothing_to_do(self):
        home = folder(self) / "none"
        ended = Command(home).run("down")
        self.assertEqual((0, "", f"atlas: no region was started in {home}; nothing to take down\n"),
                         (ended.code, ended.out, ended.err))
        [end] = Command(home).run("down", "--json").lines()
        self.assertEqual(("end", 0, 1), (end["Event"], end["Code"], end["Schema"]))

    @unittest.skipIf(os.geteuid() != 0, "another user's folder is made by root")
    def test_another_user_s_region_is_told_as_that(self):
        home = folder(self)
        home.chmod(0o700)
        nobody = Foreigner(reachable(self), home)
        for verb in (("status",), ("down",), ("down", "--purge", "--yes"), ("region", "pid"), ("logs",), ("env",), ("ca",)):
            ended = nobody.run(*verb)
            self.assertEqual((7, ""), (ended.code, ended.out), verb)
            self.assertIn("belongs to another user", ended.err)
            self.assertIn("by sudo", ended.err)


class Prerequisites(unittest.TestCase):
    """Exit code 7, and the home is not even made."""

    @unittest.skipIf(has_terraform(WITHOUT_TERRAFORM), "Terraform lies in the system's own folders")
    def test_up_without_terraform(self):
        home = folder(self) / "none"
        ended = Command(home, only_path=WITHOUT_TERRAFORM).run("up")
        self.assertEqual((7, ""), (ended.code, ended.out))
        self.assertIn("neither terraform nor tofu is on PATH", ended.err)
        self.assertIn("install Terraform 1.11", ended.err.splitlines()[-1])
        self.assertFalse(home.exists())

    @unittest.skipIf(os.geteuid() != 0, "only root can stop being root")
    def test_up_without_root(self):
        ended = Foreigner(reachable(self), folder(self)).run("up")
        self.assertEqual(7, ended.code, ended.err)
        self.assertIn("run it by sudo", ended.err)

    def test_the_launcher_without_a_build(self):
        checkout = folder(self)
        (checkout / "atlas").write_bytes((ROOT / "atlas").read_bytes())
        (checkout / "atlas").chmod(0o755)
        environment = {name: value for name, value in os.environ.items() if name != "ATLAS_BINARY"}
        done = subprocess.run([str(checkout / "atlas"), "status"], env=environment, text=True, capture_output=True, check=False)
        self.assertEqual((7, "", "atlas: not built yet; run: make build\n"), (done.returncode, done.stdout, done.stderr))


class Homes(unittest.TestCase):
    def started(self):
        """A home in which a region was started once, as `down` and the lock see it."""
        home = folder(self)
        (home / "identity.json").write_text(json.dumps({"Id": "a1b2c3", "Account": "123456789012"}))
        return home

    def test_purge_asks_for_the_name_and_takes_no_other(self):
        home = self.started()
        code, shown = Command(home).on_terminal("down", "--purge", typed="yes\n")
        self.assertEqual(1, code, shown)
        self.assertIn("Type a1b2c3 to go on: ", shown)
        self.assertIn("nothing was done", shown)
        self.assertTrue((home / "identity.json").exists())

    def test_purge_without_a_terminal_asks_nothing_and_does_nothing(self):
        home = self.started()
        ended = Command(home).run("down", "--purge")
        self.assertEqual((2, ""), (ended.code, ended.out))
        self.assertTrue(ended.err.endswith("atlas: if that is meant: ./atlas down --purge --yes\n"), ended.err)
        self.assertTrue((home / "identity.json").exists())

    def test_an_identity_that_is_none_is_not_followed(self):
        for text in ("{", '{"Id": "../hs-victim", "Account": "123456789012"}', '{"Id": "a1b2c3", "Account": "1"}'):
            home = folder(self)
            (home / "identity.json").write_text(text)
            for verb in (("down",), ("down", "--purge", "--yes")):
                ended = Command(home).run(*verb)
                self.assertEqual((1, ""), (ended.code, ended.out), text)
                self.assertIn("identity.json: ", ended.err)
            self.assertTrue((home / "identity.json").exists())

    def test_a_home_whose_identity_is_gone_is_not_taken_for_none(self):
        home = folder(self)
        (home / "store.db").write_text("")
        ended = Command(home).run("down", "--purge", "--yes")
        self.assertEqual((1, ""), (ended.code, ended.out))
        self.assertIn("has store.db but no identity.json", ended.err)

    @unittest.skipIf(os.geteuid() != 0, "down ends what root started")
    def test_purge_erases_what_a_symbolic_link_leads_to(self):
        home = self.started()
        (home / "ca").mkdir()
        (home / "ca/ca.key").write_text("key")
        link = folder(self) / "link"
        link.symlink_to(home)
        ended = Command(link).run("down", "--purge", "--yes")
        self.assertEqual(0, ended.code, ended.err)
        self.assertFalse(home.exists() or link.is_symlink(), "nothing is left, no key either")

    @unittest.skipIf(os.geteuid() != 0, "only root takes what is another's")
    def test_root_does_not_take_another_user_s_folder(self):
        home = self.started()
        os.chown(home, 65534, 65534)
        for verb in ("up", "down"):
            ended = Command(home, path=[HERE]).run(verb)
            self.assertEqual(6, ended.code, ended.err)
            self.assertIn("belongs to user 65534", ended.err)

    @unittest.skipIf(os.geteuid() != 0, "up wants root")
    def test_a_folder_with_somebody_s_files_is_not_taken(self):
        home = folder(self)
        (home / "thesis.txt").write_text("years of work")
        ended = Command(home, path=[HERE]).run("up")
        self.assertEqual(6, ended.code, ended.err)
        self.assertIn("holds something else (thesis.txt)", ended.err)
        self.assertEqual(["thesis.txt"], [path.name for path in home.iterdir()])

    @unittest.skipIf(os.geteuid() != 0, "up wants root")
    def test_a_home_that_cannot_be_made(self):
        file = folder(self) / "file"
        file.write_text("")
        ended = Command(file / "home", path=[HERE]).run("up")
        self.assertEqual(1, ended.code, ended.err)
        self.assertIn("Not a directory", ended.err)

    @unittest.skipIf(os.geteuid() != 0, "up wants root")
    def test_up_and_down_wait_for_no_other(self):
        home = self.started()
        with open(home / "command", "w", encoding="utf-8") as held:
            held.write("atlas up (pid 4711)")
            held.flush()
            fcntl.flock(held, fcntl.LOCK_EX)
            for verb in ("up", "down"):
                ended = Command(home, path=[HERE]).run(verb)
                self.assertEqual((6, ""), (ended.code, ended.out), ended.err)
                self.assertTrue(ended.err.startswith(f"atlas: atlas up (pid 4711) is at work in {home}\n"), ended.err)
                end = Command(home, path=[HERE]).run(verb, "--json").lines()[-1]
                self.assertEqual(("end", 6), (end["Event"], end["Code"]))


class FullDevice(unittest.TestCase):
    """What could not be printed is a failure."""

    def test_every_way_to_print(self):
        home = folder(self)
        (home / "ca").mkdir()
        (home / "ca/ca.pem").write_text("certificate")
        for case in (("--help",), ("status", "--help"), ("ca",), ("ca", "--json")):
            with open("/dev/full", "w", encoding="utf-8") as full:
                process = Command(home).start(*case, stdout=full)
                _, err = process.communicate(timeout=30)
            self.assertEqual(1, process.returncode, case)
            self.assertIn("could not be written to stdout", err)
            self.assertEqual(0, Command(home).run(*case).code, case)


class Colour(unittest.TestCase):
    """Only on a terminal that takes it, and that was not asked to leave it."""

    ESCAPE = re.compile("\x1b\\[[0-9;]*m")

    def shown(self, *arguments, **variables):
        return Command(folder(self) / "none", **variables).on_terminal("up", "nowhere", *arguments)[1]

    def test_a_terminal_has_it(self):
        self.assertRegex(self.shown(), self.ESCAPE)

    def test_no_color_dumb_terminals_and_the_flag_have_none(self):
        self.assertNotRegex(self.shown(NO_COLOR="1"), self.ESCAPE)
        self.assertNotRegex(self.shown(TERM="dumb"), self.ESCAPE)
        self.assertNotRegex(self.shown("--no-color"), self.ESCAPE)

    def test_a_pipe_has_none(self):
        self.assertNotRegex(Command(folder(self) / "none").run("up", "nowhere").err, self.ESCAPE)


if __name__ == "__main__":
    verdict.main()
