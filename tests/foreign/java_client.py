# SPDX-License-Identifier: Apache-2.0
"""Apache Kafka's Java client with AWS's own IAM plug-in (AWS_MSK_IAM), as tests/java/IamClient.java drives it."""
import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
JAVA = HERE.parent / "java"
CACHE = HERE.parents[1] / "build" / "java-clients"


class Unavailable(Exception):
    """The client cannot be had; the message says why."""


def class_path(version):
    """Where the client of this version of Kafka is, by Maven from wherever this machine has it."""
    if not shutil.which("mvn") or not shutil.which("javac"):
        raise Unavailable("no Maven or no JDK here")
    listing = CACHE / f"{version}.classpath"
    if not listing.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        made = subprocess.run(["mvn", "-q", "-B", "-f", JAVA / "pom.xml", "dependency:build-classpath", f"-Dkafka.version={version}",
                               f"-Dmdep.outputFile={listing}"], capture_output=True, text=True, timeout=300, check=False)
        if made.returncode:
            raise Unavailable("Maven cannot resolve the client: " + made.stdout[-1000:])
    return listing.read_text().strip()


def run(version, bootstrap, ca, region, credentials, topic, group, records=500, seconds=0, transactional_id=None):
    """The client's last line: how much it produced and consumed, or what it was refused with."""
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/root"), "AWS_REGION": region,
                   "AWS_ACCESS_KEY_ID": credentials[0], "AWS_SECRET_ACCESS_KEY": credentials[1], "AWS_EC2_METADATA_DISABLED": "true"}
    if len(credentials) == 3:
        environment["AWS_SESSION_TOKEN"] = credentials[2]
    if transactional_id:
        environment["TRANSACTIONAL_ID"] = transactional_id
    done = subprocess.run(["java", "-Xmx256m", "-cp", class_path(version), JAVA / "IamClient.java", bootstrap, ca, topic, group,
                           str(records), str(seconds)], env=environment, capture_output=True, text=True, timeout=150, check=False)
    if done.returncode:
        raise AssertionError(done.stdout[-2000:] + done.stderr[-4000:])
    return done.stdout.strip().splitlines()[-1]
