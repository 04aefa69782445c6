#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`atlas` with a bare region of the test's own; tests/cli/terraform stands in for Terraform."""
import json
import os
import re
import signal
import socket
import subprocess
import sys
import unittest
from pathlib import Path

import golden
from command import HERE, ROOT, Command, folder

sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/region")]
import verdict  # noqa: E402
from region import until, why_not  # noqa: E402

ENDS_WITHIN_S = 60


def ask(home, service, operation, **given):
    """An AWS operation as the region's administrator, over its control socket: its output."""
    body = json.dumps(given).encode()
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(home / "control.sock"))
        head = f"POST /v1/operation/{service}/{operation} HTTP/1.1\r\nHost: region\r\nConnection: close\r\n"
        client.sendall(head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    said = json.loads(answer.partition(b"\r\n\r\n")[2])
    if "output" not in said:
        raise AssertionError(f"{operation}: {said}")
    return said["output"]


def make_service(home, account):
    """A service that stays unwell: its image is nowhere."""
    vpc = ask(home, "ec2", "CreateVpc", CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnet = ask(home, "ec2", "CreateSubnet", VpcId=vpc, CidrBlock="10.9.1.0/24")["Subnet"]["SubnetId"]
    ask(home, "ecs", "CreateCluster", clusterName="cli")
    role = f"arn:aws:iam::{account}:role/execution"
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                                                     "Principal": {"Service": "ecs-tasks.amazonaws.com"}}]}
    ask(home, "iam", "CreateRole", RoleName="execution", AssumeRolePolicyDocument=json.dumps(trust))
    image = f"{account}.dkr.ecr.us-east-1.amazonaws.com/nowhere:1"
    ask(home, "ecs", "RegisterTaskDefinition", family="lonely", networkMode="awsvpc", cpu="256", memory="512",
        requiresCompatibilities=["FARGATE"], executionRoleArn=role, containerDefinitions=[{"name": "app", "image": image}])
    ask(home, "ecs", "CreateService", cluster="cli", serviceName="lonely", taskDefinition="lonely", desiredCount=1,
        launchType="FARGATE", networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet]}})


# What this user may write to, may hold a lock of, or reach, below /run/atlas.
FOREIGN_LOOK = """
import fcntl, json, os, socket, stat
found = []
for folder, _, names in os.walk("/run/atlas"):
    found += [folder] * os.access(folder, os.W_OK)
    for path in (os.path.join(folder, name) for name in names):
        kind = os.lstat(path).st_mode
        if stat.S_ISSOCK(kind):
            with socket.socket(socket.AF_UNIX) as client:
                found += [path] * (client.connect_ex(path) == 0)
        elif os.access(path, os.W_OK) or ("lock" in path and os.access(path, os.R_OK)):
            found.append(path)
print(json.dumps(found))
"""


class WithHome(unittest.TestCase):
    def setUp(self):
        self.home = folder(self)
        self.said = self.home.parent / f"{self.home.name}-said"
        self.addCleanup(self.said.unlink, missing_ok=True)

        self.checkout = folder(self, "checkout")
        for name, text in (("terraform/staging/main.tf", ""), ("tools/push_images.py", "#!/bin/sh\necho no image to push\n")):
            path = self.checkout / name
            path.parent.mkdir(parents=True)
            path.write_text(text)
            path.chmod(0o755)
        self.command = self.commands()
        self.addCleanup(lambda: self.command.run("down"))

    def commands(self, terraform="well"):
        return Command(self.home, path=[HERE], ATLAS_ROOT=str(self.checkout), ATLAS_TEST_TERRAFORM=terraform,
                       ATLAS_TEST_SAID=str(self.said))

    def start(self):
        """The region and its keeper, started as `up` does it, without images or Terraform."""
        process = self.command.start("region", "run", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait, ENDS_WITHIN_S)
        self.addCleanup(lambda: self.command.run("down"))
        until(lambda: self.command.run("status").code == 0, 30, "the region answers")
        return process

    def pid(self):
        return int(self.command.run("region", "pid").out)

    def account(self):
        return self.command.run("status", "--json").json()["Region"]["Account"]

    def words(self):
        return self.said.read_text().split() if self.said.exists() else []


@unittest.skipIf(why_not(), why_not())
class ABareRegion(WithHome):
    def setUp(self):
        super().setUp()
        self.process = self.start()

    def replaced(self):
        region = self.command.run("status", "--json").json()["Region"]
        return [(region["Endpoint"], "ENDPOINT"), (region["Id"], "ID"), (region["Account"], "ACCOUNT"),
                (region["Since"], "SINCE"), (f"pid {region['Pid']}", "pid PID"), (f'"Pid": {region["Pid"]}', '"Pid": PID'),
                (region["TaskDisks"], "DISKS"), (self.home, "HOME")]

    def test_what_each_verb_prints(self):
        text = ""
        for case in (("status",), ("status", "--json"), ("region", "pid", "--json"), ("logs",), ("logs", "--json"),
                     ("logs", "scoring"), ("wait", "scoring"), ("wait", "scoring", "--json"), ("env", "--write-key"),
                     ("env", "--write-key", "--json")):
            text += f"$ ./atlas {' '.join(case)}\n{golden.render(self.command.run(*case))}\n"
        golden.check(self, "bare_region", text, self.replaced())

    def test_env_is_read_by_a_shell_and_by_a_program_alike(self):
        read = 'eval "$("$0" env)" && env -0'
        shell = subprocess.run(["sh", "-c", read, str(ROOT / "atlas")], text=True, capture_output=True, check=True,
                               env=self.command.environment | {"AWS_SESSION_TOKEN": "of another life",
                                                               "AWS_ENDPOINT_URL_ECS": "http://192.0.2.1",
                                                               "HTTPS_PROXY": "http://192.0.2.2:3128"})
        seen = dict(entry.split("=", 1) for entry in shell.stdout.split("\0") if "=" in entry)
        self.assertFalse({"AWS_SESSION_TOKEN"} & set(seen))
        self.assertEqual("127.0.0.1,.atlas.test", seen["NO_PROXY"])
        document = self.command.run("env", "--json").json()
        self.assertEqual(1, document["Schema"])
        for name, value in document["Environment"].items():
            self.assertEqual(value, seen.get(name), name)
        for name in ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "ATLAS_CA", "TF_WORKSPACE"):
            self.assertTrue(seen[name], name)
        # What was set for one service alone would come before the endpoint of all.
        other = Command(self.home, AWS_ENDPOINT_URL_ECS="http://192.0.2.1").run("env", "--json").json()["Environment"]
        self.assertIsNone(other["AWS_ENDPOINT_URL_ECS"])

    def test_ca_is_a_certificate(self):
        pem = self.command.run("ca").out
        self.assertEqual(pem, self.command.run("ca", "--json").json()["Certificate"])
        done = subprocess.run(["openssl", "x509", "-noout", "-subject"], input=pem, text=True, capture_output=True, check=False)
        self.assertEqual(0, done.returncode, done.stderr)

    def test_no_secret_is_readable_by_others_or_in_a_process_list(self):
        secret = self.command.run("env", "--json").json()["Environment"]["AWS_SECRET_ACCESS_KEY"]
        self.assertEqual(0o700, self.home.stat().st_mode & 0o777)
        self.assertNotIn(secret, self.command.run("status", "--json").out)
        arguments = subprocess.run(["ps", "-eo", "args"], text=True, capture_output=True, check=True).stdout
        self.assertNotIn(secret, arguments)

    def test_status_into_a_full_device_is_a_failure(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            for case in (("status",), ("status", "--json"), ("env",), ("region", "pid"), ("logs", "--json")):
                process = self.command.start(*case, stdout=full)
                _, err = process.communicate(timeout=ENDS_WITHIN_S)
                self.assertEqual(1, process.returncode, case)
                self.assertIn("could not be written to stdout", err)

    def test_another_user_can_lock_change_or_ask_nothing_in_run_atlas(self):
        # Not nobody: dnsmasq runs as that user, and its pid file is its own.
        done = subprocess.run(["/usr/bin/python3", "-c", FOREIGN_LOOK], user=61234, group=61234, extra_groups=(), cwd="/",
                              text=True, capture_output=True, check=True)
        self.assertEqual([], json.loads(done.stdout))
        self.assertEqual(0o600, os.stat("/run/atlas/lock").st_mode & 0o777)

    def test_a_second_region_in_one_home_is_refused(self):
        ended = self.command.run("region", "run")
        self.assertEqual((6, ""), (ended.code, ended.out))
        self.assertIn(f"a region runs in {self.home} already (pid {self.pid()})", ended.err)

    def test_stop_then_nothing_answers_and_up_s_words_say_how_on(self):
        stopped = self.command.run("region", "stop", "--json").json()
        self.assertGreater(stopped["Stopped"], 0)
        self.process.wait(ENDS_WITHIN_S)
        for verb in (("status",), ("wait", "x"), ("logs",), ("region", "pid"), ("region", "stop")):
            ended = self.command.run(*verb)
            self.assertEqual((3, ""), (ended.code, ended.out), verb)
            self.assertTrue(ended.err.endswith("atlas: start it with: ./atlas up\n"), ended.err)
        env = self.command.run("env")
        self.assertEqual(0, env.code)
        self.assertIn("does not run now", env.err)

    def test_region_and_keeper_killed_then_the_port_taken(self):
        endpoint = self.command.run("env", "--json").json()["Environment"]["AWS_ENDPOINT_URL"]
        # Each starts the other again as long as this file is there.
        (self.home / "keep").unlink()
        for pid in (self.process.pid, self.pid()):
            os.kill(pid, signal.SIGKILL)
        self.process.wait(ENDS_WITHIN_S)
        until(lambda: self.command.run("status").code == 3, 20, "nothing answers")
        with socket.socket() as thief:
            thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            thief.bind(("127.0.0.1", int(endpoint.rpartition(":")[2])))
            thief.listen()
            ended = self.command.run("up")
            self.assertEqual((6, ""), (ended.code, ended.out), ended.err)
            self.assertIn("another program has this region's port", ended.err)
            self.assertIn("Address already in use", ended.err)
            self.assertTrue(ended.err.splitlines()[-1].startswith("atlas: see more with: less "), ended.err)

    def test_a_home_of_a_newer_atlas_is_left_alone(self):
        self.command.run("down")
        self.process.wait(ENDS_WITHIN_S)
        edit = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('pragma user_version = 99'); c.commit()"
        subprocess.run([sys.executable, "-c", edit, str(self.home / "store.db")], check=True)
        ended = self.command.run("up")
        self.assertEqual(6, ended.code, ended.err)
        self.assertIn("newer format 99", ended.err)

    def test_a_service_that_is_not_well(self):
        """Its image is nowhere: status ends 5, wait ends 4, both say why in ECS's words."""
        make_service(self.home, self.account())
        until(lambda: "CannotPullContainerError" in self.command.run("status").out, 40, "the reason is seen")
        status = self.command.run("status")
        self.assertEqual(5, status.code, status.out)
        self.assertRegex(status.out, r"WAIT service +lonely +0/1 running")
        self.assertEqual("atlas: see its lines with: ./atlas logs lonely\n", status.err)
        document = self.command.run("status", "--json").json()
        self.assertEqual((1, False, False), (document["Schema"], document["Well"], document["Services"][0]["Well"]))
        late = self.command.run("wait", "lonely", "--timeout", "1")
        self.assertEqual((4, ""), (late.code, late.out))
        self.assertIn("lonely is not healthy after 1 s", late.err)
        self.assertIn("CannotPullContainerError", late.err)
        self.assertEqual(4, self.command.run("wait", "lonely", "--timeout", "0", "--json").json()["Error"]["Code"])
        down = self.command.run("wait", "lonely", "--for", "down", "--timeout", "30", "--json")
        self.assertEqual((0, "down"), (down.code, down.json()["State"]), down.err)
        near = self.command.run("wait", "lonley")
        self.assertEqual((2, 'atlas: no service is called lonley; did you mean "lonely"?\n'), (near.code, near.err))


@unittest.skipIf(why_not(), why_not())
class DamagedHome(WithHome):
    """What a region's first and later starts say of a home that is not whole any more."""

    def setUp(self):
        super().setUp()
        process = self.start()
        ask(self.home, "ec2", "CreateVpc", CidrBlock="10.9.0.0/16")
        self.assertEqual(0, self.command.run("down").code)
        process.wait(ENDS_WITHIN_S)

    def refused(self, words):
        ended = self.command.run("region", "run")
        self.assertEqual(1, ended.code, ended.err)
        self.assertIn(words, ended.err)
        self.assertIn("from a backup, whole, or erase it with: ./atlas down --purge", ended.err)
        self.assertEqual(3, self.command.run("status").code)
        self.assertEqual(0, self.command.run("down").code, "it can be taken down nevertheless")

    def test_each_part_that_is_gone_or_damaged_is_named(self):
        self.assertEqual(0, (self.home / "store.db-wal").stat().st_size, "the log is emptied at the stop")
        for name, text, words in (("store.db", b"", "was acknowledged, but it ends at commit 0"),
                                  ("store.db", None, "was acknowledged, but it ends at commit 0"),
                                  ("ca/ca.key", None, "ca/ca.key is missing beside a full store.db"),
                                  ("ca/ca.pem", b"x", "ca/ca.pem: "), ("ca/ca.pem", None, "ca/ca.pem is missing"),
                                  ("sealing.key", None, "sealing.key is missing"), ("sealing.key", b"ab", "sealing.key"),
                                  ("identity.json", b"{}", "identity.json: Id must be")):
            with self.subTest(name=name, text=text):
                path = self.home / name
                before = path.read_bytes()
                path.unlink()
                if text is not None:
                    path.write_bytes(text)
                if name == "identity.json":
                    ended = self.command.run("region", "run")
                    self.assertEqual(1, ended.code)
                    self.assertIn(words, ended.err)
                else:
                    self.refused(words)
                path.unlink(missing_ok=True)
                path.write_bytes(before)
        process = self.start()
        self.assertEqual(["10.9.0.0/16"], [vpc["CidrBlock"] for vpc in ask(self.home, "ec2", "DescribeVpcs")["Vpcs"]
                                           if not vpc.get("IsDefault")])
        self.assertEqual(0, self.command.run("down").code)
        process.wait(ENDS_WITHIN_S)


@unittest.skipIf(why_not(), why_not())
class FullDisk(WithHome):
    """A home on a small disk of its own, which others fill."""

    def setUp(self):
        super().setUp()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m,mode=0700", "none", self.home], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", self.home], check=False)
        self.process = self.start()

    def fill(self):
        with open(self.home / "fill", "wb", buffering=0) as full:
            try:
                while full.write(b"f" * 4096):
                    pass
            except OSError:
                pass

    def check_read_only(self, life):
        with self.assertRaisesRegex(AssertionError, "Unavailable.*the disk of the region is full", msg=life):
            ask(self.home, "ec2", "CreateVpc", CidrBlock="10.8.0.0/16")
        self.assertIn(self.vpc, [vpc["VpcId"] for vpc in ask(self.home, "ec2", "DescribeVpcs")["Vpcs"]], life)
        ask(self.home, "sts", "GetCallerIdentity")
        self.assertIn("SessionToken", ask(self.home, "sts", "GetSessionToken")["Credentials"], life)
        ended = self.command.run("status")
        self.assertEqual(5, ended.code, life)
        self.assertIn("disk      the disk of the region is full", ended.out)

    def test_it_reads_on_starts_again_and_recovers(self):
        self.vpc = ask(self.home, "ec2", "CreateVpc", CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
        gone = ask(self.home, "ec2", "CreateVpc", CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
        self.fill()
        self.check_read_only("as it is filled")
        before = self.pid()
        os.kill(before, signal.SIGKILL)
        until(lambda: self.command.run("region", "pid").code == 0 and self.pid() != before, 30, "the keeper starts it again")
        until(lambda: self.command.run("status").code == 5, 30, "it answers")
        self.check_read_only("after a kill")
        ask(self.home, "ec2", "DeleteVpc", VpcId=gone)
        self.assertEqual(0, self.command.run("region", "stop").code)
        self.process.wait(ENDS_WITHIN_S)
        self.process = self.command.start("region", "run", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: self.command.run("status").code == 5, 30, "it starts on a full disk")
        self.check_read_only("after a stop")
        self.assertNotIn(gone, [vpc["VpcId"] for vpc in ask(self.home, "ec2", "DescribeVpcs")["Vpcs"]])
        pid = self.pid()
        (self.home / "fill").unlink()
        ask(self.home, "ec2", "CreateVpc", CidrBlock="10.8.0.0/16")
        self.assertEqual((0, pid), (self.command.run("status").code, self.pid()), "without a restart")
        self.assertEqual(0, self.command.run("down").code)
        self.process.wait(ENDS_WITHIN_S)


@unittest.skipIf(why_not(), why_not())
class Down(WithHome):
    def test_interrupted_once_it_ends_what_it_began_and_says_so(self):
        self.start()
        process = self.command.start("down", stderr=subprocess.PIPE)
        for line in process.stderr:
            if line.startswith("> down"):
                process.send_signal(signal.SIGINT)
                break
        rest = process.communicate(timeout=ENDS_WITHIN_S)[1]
        self.assertEqual(130, process.returncode, rest)
        self.assertIn("once more to leave it so", rest)
        self.assertEqual(3, self.command.run("status").code)
        self.assertEqual(0, self.command.run("down").code)

    def test_as_json_it_is_a_stream_with_an_end(self):
        self.start()
        lines = self.command.run("down", "--purge", "--yes", "--json").lines()
        self.assertEqual(["begin", "done", "end"], [line["Event"] for line in lines])
        self.assertEqual({1}, {line["Schema"] for line in lines})
        self.assertEqual(0, lines[-1]["Code"])
        self.assertFalse(self.home.exists())


@unittest.skipIf(why_not(), why_not())
class Up(WithHome):
    """The way up with a Terraform that takes long, fails or finds its state locked."""

    def test_an_apply_that_fails_is_told_with_the_provider_s_words_last(self):
        ended = self.commands("fail").run("up")
        self.assertEqual((1, ""), (ended.code, ended.out), ended.err)
        words = re.sub(r" *\d+\.\d+s", " T", ended.err)
        golden.check(self, "up_fails", words, [(self.home, "HOME")])

    def test_as_json_the_failure_is_in_the_end(self):
        lines = self.commands("fail").run("up", "--json").lines()
        self.assertEqual(("end", 1), (lines[-1]["Event"], lines[-1]["Code"]))
        self.assertIn("VpcLimitExceeded", lines[-1]["Message"])
        self.assertIn({"aws_vpc.this FAILED"}, [{line["Text"]} for line in lines if line["Event"] == "note"])

    def test_a_state_that_another_terraform_holds_is_a_conflict(self):
        self.assertEqual(6, self.commands("locked").run("up").code)

    def test_a_state_that_was_lost_beside_a_full_region_is_told_before_an_apply(self):
        self.assertEqual(1, self.commands("fail").run("up").code, "it is lost only where it was")
        self.said.unlink()
        ended = self.commands("lost").run("up")
        self.assertEqual((6, ""), (ended.code, ended.out), ended.err)
        self.assertIn("Terraform's state of it is gone", ended.err)
        for way in ("import ADDRESS ID", "./atlas down --purge", "terraform.tfstate.d"):
            self.assertIn(way, ended.err)
        self.assertNotIn("apply", self.words())

    def interrupted(self, terraform, signals):
        """`up` with its apply under way, interrupted so often, each time once the one before was heard."""
        process = self.commands(terraform).start("up")
        until(lambda: "apply" in self.words(), ENDS_WITHIN_S, "the apply has begun")
        for number in range(1, signals + 1):
            process.send_signal(signal.SIGINT)
            until(lambda: self.words().count("interrupted") == number, 20, f"interrupt {number} reached Terraform")
        out, err = process.communicate(timeout=ENDS_WITHIN_S)
        return process.returncode, out, err

    def test_interrupted_once_terraform_ends_in_order_and_up_goes_on_later(self):
        code, out, err = self.interrupted("wait", 1)
        self.assertEqual((130, ""), (code, out), err)
        self.assertIn("ending what is under way; once more to stop at once", err)
        self.assertTrue(err.endswith("atlas: go on with: ./atlas up staging\n"), err)
        self.assertEqual(1, self.words().count("interrupted"), "Terraform was interrupted once, not twice")
        self.assertEqual(0, self.command.run("status").code, "the region goes on")

    def test_interrupted_twice_it_ends_at_once(self):
        code, out, err = self.interrupted("stubborn", 2)
        self.assertEqual((130, ""), (code, out), err)
        self.assertTrue(err.endswith("once more to stop at once\n"), err)
        self.assertEqual(0, self.command.run("up").code, "the next one goes on")

    def test_interrupted_while_it_waits_for_a_service_it_ends(self):
        self.start()
        make_service(self.home, self.account())
        process = self.command.start("up")
        shown = ""
        for line in process.stderr:
            shown += line
            if line.startswith("> services and targets"):
                process.send_signal(signal.SIGINT)
                break
        out, rest = process.communicate(timeout=ENDS_WITHIN_S)
        self.assertEqual((130, ""), (process.returncode, out), shown + rest)
        self.assertTrue(rest.endswith("atlas: go on with: ./atlas up staging\n"), rest)

    def test_killed_its_terraform_is_interrupted(self):
        process = self.commands("wait").start("up")
        until(lambda: "apply" in self.words(), ENDS_WITHIN_S, "the apply has begun")
        process.kill()
        process.communicate()
        until(lambda: "interrupted" in self.words(), 20, "Terraform is interrupted")

    def test_while_one_is_at_work_another_is_refused(self):
        first = self.commands("wait").start("up")
        until(lambda: "apply" in self.words(), ENDS_WITHIN_S, "the apply has begun")
        for verb in ("up", "down"):
            ended = self.command.run(verb)
            self.assertEqual(6, ended.code, ended.err)
            self.assertIn(f"atlas up (pid {first.pid}) is at work", ended.err)
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=ENDS_WITHIN_S)

    def test_a_full_disk_is_named(self):
        disk = folder(self, "disk")
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", disk], check=False).returncode:
            self.skipTest("no file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", disk], check=False)
        full = Command(disk / "home", path=[HERE], ATLAS_ROOT=str(self.checkout))
        self.addCleanup(lambda: full.run("down"))
        ended = full.run("up")
        self.assertEqual((1, ""), (ended.code, ended.out), ended.err)
        self.assertIn(f"there is no room left on the disk of {disk}/home", ended.err)


if __name__ == "__main__":
    verdict.main()
