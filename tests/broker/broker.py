# SPDX-License-Identifier: Apache-2.0
"""One atlas-broker of a test's own: configuration, certificates, IAM snapshot, start, kill, control socket."""
import json
import os
import secrets
import select
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

BINARY = os.environ.get("ATLAS_BROKER", str(Path(__file__).resolve().parents[2] / "build/dev/src/broker/main/atlas-broker"))
SEAL = os.environ.get("ATLAS_SEAL_SESSION", str(Path(BINARY).parents[3] / "tests/broker/seal_session"))
ACCOUNT, REGION, CLUSTER = "123456789012", "us-east-1", "demo"
CLUSTER_ARN = f"arn:aws:kafka:{REGION}:{ACCOUNT}:cluster/{CLUSTER}/6e7f0f2c-5f0e-4c5f-9d7e-2b6f1d1c9a11-2"


def arn(kind, name):
    return CLUSTER_ARN.replace(":cluster/", f":{kind}/") + f"/{name}"


def allow(actions, resources, effect="Allow", **more):
    actions = [f"kafka-cluster:{action}" for action in ([actions] if isinstance(actions, str) else actions)]
    return {"Effect": effect, "Action": actions, "Resource": resources, **more}


class Broker:
    """Brokers 1..count of one process on ports of their own; everything lies in a temporary folder."""

    def __init__(self, count=2, plaintext=False, properties=None, hostname="localhost"):
        self.home = Path(tempfile.mkdtemp(prefix="atlas-broker-test-"))
        self.key = secrets.token_hex(32)
        self.users, self.roles, self.policies = [], [], {}
        self.process = None
        self.log = open(self.home / "log", "ab")
        protocol = "PLAINTEXT" if plaintext else "SASL_SSL"
        self.config = {
            "cluster_id": "atlas-broker-test", "ready_socket": str(self.home / "ready.sock"), "data_directory": str(self.home / "data"),
            "snapshot": "" if plaintext else str(self.home / "snapshot.json"),
            "brokers": [{"id": number, "rack": f"use1-az{number}"} for number in range(1, count + 1)],
            "listeners": [{"set": "internal", "broker": number, "host": hostname, "port": 0, "bind": "127.0.0.1", "protocol": protocol}
                          for number in range(1, count + 1)],
            "properties": {"auto.create.topics.enable": "false", "default.replication.factor": str(count),
                           "group.initial.rebalance.delay.ms": "0"} | (properties or {}),
        }
        if not plaintext:
            self.make_certificates(hostname)
            self.config["tls"] = {"chain": str(self.home / "chain.pem"), "key": str(self.home / "key.pem")}

    def make_certificates(self, hostname):
        def openssl(*arguments):
            subprocess.run(["openssl", *arguments], cwd=self.home, check=True, capture_output=True)
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=atlas broker test CA", "-keyout", "ca.key", "-out", "ca.pem")
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", f"/CN={hostname}",
                "-keyout", "key.pem", "-out", "leaf.csr")
        (self.home / "san").write_text(f"subjectAltName=DNS:{hostname},DNS:localhost,IP:127.0.0.1\n")
        openssl("x509", "-req", "-in", "leaf.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
                "-extfile", "san", "-out", "chain.pem")

    @property
    def ca(self):
        return str(self.home / "ca.pem")

    # IAM

    def add_user(self, name, *statements, tags=None):
        """A user with a long-term key and one policy; returns (access key id, secret)."""
        key, secret = f"AKIA{secrets.token_hex(8).upper()}", secrets.token_urlsafe(30)
        self.policies[name] = {"Version": "2012-10-17", "Statement": list(statements)}
        self.users.append({"id": key, "secret": secret, "principal_arn": f"arn:aws:iam::{ACCOUNT}:user/{name}",
                           "principal_id": f"AIDA{name.upper()}", "tags": tags or {}, "policies": [name]})
        self.write_snapshot()
        return key, secret

    def add_role(self, name, *statements):
        self.policies[name] = {"Version": "2012-10-17", "Statement": list(statements)}
        self.roles.append({"arn": f"arn:aws:iam::{ACCOUNT}:role/{name}", "policies": [name]})
        self.write_snapshot()

    def session(self, role, session, seconds=3600):
        """Temporary credentials of a role as the region would make them: (access key id, secret, token)."""
        made = subprocess.run([SEAL, self.key, f"arn:aws:iam::{ACCOUNT}:role/{role}", session, str(seconds)],
                              check=True, capture_output=True, text=True).stdout.split()
        return tuple(made)

    def write_snapshot(self):
        text = json.dumps({"version": 1, "region_key": self.key, "account": ACCOUNT, "region": REGION, "cluster_arn": CLUSTER_ARN,
                           "cluster_tags": {"stage": "test"}, "access_keys": self.users, "roles": self.roles,
                           "policies": self.policies})
        fresh = self.home / "snapshot.json.tmp"
        fresh.write_text(text)
        fresh.rename(self.home / "snapshot.json")
        if self.process:
            self.control("reload")

    # The process

    def write_config(self):
        (self.home / "config.json").write_text(json.dumps(self.config))

    def start(self):
        if self.config["snapshot"] and not (self.home / "snapshot.json").exists():
            self.write_snapshot()
        self.write_config()
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready:
            Path(self.config["ready_socket"]).unlink(missing_ok=True)
            ready.bind(self.config["ready_socket"])
            self.process = subprocess.Popen([BINARY, "--config", str(self.home / "config.json")], stdout=self.log, stderr=self.log)
            ended = os.pidfd_open(self.process.pid)
            heard, _, _ = select.select([ready, ended], [], [], 30)
            os.close(ended)
            if ready not in heard or ready.recv(64) != b"READY=1":
                raise AssertionError("the broker did not start:\n" + self.log_text())
        status = self.control("status")
        # The same ports again after a restart: clients come back to them.
        for listener, shown in zip(self.config["listeners"], sorted(status["listeners"], key=lambda one: one["broker"])):
            listener["port"] = shown["port"]
        return self

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        if self.process.wait(timeout=15) != 0:
            raise AssertionError("the broker did not stop cleanly:\n" + self.log_text())

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.log.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.close()

    def log_text(self):
        return (self.home / "log").read_text()

    @property
    def bootstrap(self):
        return ",".join(f"{listener['host']}:{listener['port']}" for listener in self.config["listeners"])

    def control(self, command, passed=None, **more):
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(20)
            client.connect(str(self.home / "data/control.sock"))
            line = json.dumps({"command": command} | more).encode() + b"\n"
            if passed is None:
                client.sendall(line)
            else:
                socket.send_fds(client, [line], [passed])
            answer = json.loads(client.makefile().readline())
        return answer
