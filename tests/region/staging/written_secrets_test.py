# SPDX-License-Identifier: Apache-2.0
"""No secret is written to a log: by its name the last file here, so that what all others made be logged is looked through."""
import base64
import json
import re
from pathlib import Path

import workloads
from staged import Staged

KEY_LINES = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\n(.*?)-----END", re.DOTALL)
SPOKEN_AUTHORIZATION = re.compile(r"AWS4-HMAC-SHA256 Credential=|Signature=[0-9a-f]{64}|(?i:authorization: *(basic|bearer) )")


def private_keys(text):
    """A line of each private key in a PEM text that no other key has: the first ones say what kind of key it is."""
    return {(lines.split("\n")[1] or lines.split("\n")[0]) for lines in KEY_LINES.findall(text)}


def basic_credentials(write_key):
    """As a client sends it; what follows the last whole group of bytes is left off."""
    return base64.b64encode(f"{write_key}:".encode()).decode()[:len(write_key) * 4 // 3 // 4 * 4]


class WrittenSecrets(Staged):
    def setUp(self):
        self.home = Path(self.up.region.home)

    def logs(self):
        """Path -> text of everything that is logged: the region's own, workloads', and what CloudWatch Logs holds."""
        self.up.region.log.flush()
        paths = [Path(self.up.region.log.name), *self.home.glob("*.log"), *self.home.glob("workload-logs/*"),
                 *self.home.glob("logs/*/*/*")]
        return {path: path.read_text(errors="replace") for path in paths if path.is_file()}

    def credentials_of_tasks(self):
        """Temporary credentials that tasks were given, with the path that gives them."""
        found = []
        for namespace, pid in workloads.processes(self.up.region, "events-ingestion").items():
            path = workloads.environment(pid)["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"]
            given = json.loads(workloads.run_in(namespace, "curl", "--silent", f"http://169.254.170.2{path}"))
            found.append((given["AccessKeyId"], given["SecretAccessKey"], given["Token"], path))
        return found

    def use_secrets(self, tasks, write_key, user):
        """Lets each be used once as it should be, and once where it is refused: that is what gets logged."""
        for key, secret, token, _ in tasks:
            for identity in ((key, secret, token), (key, secret[:-1], token), (key, secret, token[:-4])):
                self.up.aws("sts", "get_caller_identity", identity=identity)
                self.up.aws("iam", "list_users", identity=identity)
        self.up.aws("iam", "list_users", identity=user)
        self.up.aws("sts", "get_caller_identity", identity=user, clock_offset_s=3600)
        with self.assertRaises(AssertionError):
            self.up.kafka("produce", "nobody-s-topic", identity=user, given="no\n")
        self.up.send_event()
        for credentials in (f"{write_key}x:", f"x:{write_key}"):
            event = json.dumps({"type": "nonsense"})
            self.up.curl(f"https://{self.up.host}/v1/events", "--user", credentials, "--data", event)

    def secrets(self, tasks, write_key, user):
        """Kind -> the secrets of it that this region has."""
        snapshots = [json.loads(path.read_text()) for path in self.home.glob("msk/*/snapshot.json")]
        stored = self.made("secretsmanager", "get_secret_value", SecretId=self.up.outputs["events_ingestion_secret_arn"])
        write_keys = {write_key, *re.findall(r"[0-9A-Za-z_-]{16,}", stored["SecretString"])}
        files = [path for folder in ("ca", "elb", "msk") for path in (self.home / folder).rglob("*")
                 if path.suffix in (".key", ".pem") and path.is_file()]
        return {
            "access keys' secrets": {self.up.environment["AWS_SECRET_ACCESS_KEY"], user[1],
                                     *(key["secret"] for each in snapshots for key in each["access_keys"])},
            "sessions' secrets": {secret for _, secret, _, _ in tasks},
            "session tokens": {token for _, _, token, _ in tasks},
            "tasks' paths to credentials": {path for _, _, _, path in tasks},
            "write keys": write_keys | {basic_credentials(key) for key in write_keys},
            "the region's key": {each["region_key"] for each in snapshots},
            "private keys": set().union(*(private_keys(path.read_text(errors="replace")) for path in files)),
        }

    def test_no_secret_that_was_used_is_in_any_log(self):
        write_key = self.up.region.atlas("env", "--write-key").strip()
        user = self.up.user("whose-secret-is-not-logged", (["sts:*"], "*"))
        tasks = self.credentials_of_tasks()
        self.use_secrets(tasks, write_key, user)
        secrets = self.secrets(tasks, write_key, user)
        logs = self.logs()
        everything = "".join(logs.values())
        for line in (f"{self.up.region.id} of account", "listening on"):
            self.assertIn(line, everything, "what is looked through is what was logged")
        for kind, values in secrets.items():
            self.assertTrue(values, f"{kind}: there is none to look for")
            for path, text in logs.items():
                self.assertFalse([value[:4] for value in values if value in text], f"{kind} in {path}")
        for path, text in logs.items():
            self.assertFalse([text[at.start():at.start() + 20] for at in SPOKEN_AUTHORIZATION.finditer(text)],
                             f"an authorization in {path}")
