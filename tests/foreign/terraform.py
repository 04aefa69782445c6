# SPDX-License-Identifier: Apache-2.0
"""Stock Terraform (or OpenTofu) on a copy of terraform/, with the AWS provider from wherever this machine has it."""
import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPIED = shutil.ignore_patterns(".terraform", ".terraform.lock.hcl", "*.tfstate*", "images.auto.tfvars.json")
MIRROR_ROOTS = ("/opt", "/usr/share", "/usr/local/share", "~/.terraform.d")


def program():
    """Path of terraform or tofu, or None; what `make up` fetched comes last."""
    fetched = ROOT / "build/terraform/bin/terraform"
    return shutil.which("terraform") or shutil.which("tofu") or (str(fetched) if fetched.exists() else None)


def provider_mirror():
    """The folder that holds registry.terraform.io/, by the rule that `atlas up` follows; None where there is none."""
    if "ATLAS_PROVIDER_MIRROR" in os.environ:
        return Path(os.environ["ATLAS_PROVIDER_MIRROR"])
    for root in (Path(name).expanduser() for name in MIRROR_ROOTS):
        for pattern in ("registry.terraform.io", "*/registry.terraform.io", "*/*/registry.terraform.io"):
            for found in sorted(root.glob(pattern)):
                return found.parent
    return None


def cli_configuration(folder):
    """A value for TF_CLI_CONFIG_FILE: the user's own where there is one, else one that names the mirror, else none."""
    # The variable may name a file that is not there, as on machines set up for a configuration to come.
    own = Path(os.environ.get("TF_CLI_CONFIG_FILE", "~/.terraformrc")).expanduser()
    if own.exists():
        return str(own)
    mirror = provider_mirror()
    if not mirror:
        return None
    path = Path(folder) / "terraform.rc"
    path.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n')
    return str(path)


class Terraform:
    """A copy of terraform/ in a folder of its own, and one root in it. Not shared between threads."""

    def __init__(self, folder, root="staging", environment=None):
        self.tree = Path(folder) / "terraform"
        shutil.copytree(ROOT / "terraform", self.tree, ignore=COPIED)
        self.root = self.tree / root
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(("TF_", "AWS_"))}
        # The way from an event to its test has no console, and the checkpoint service has no business here.
        self.environment |= {"TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1", "NO_COLOR": "1"}
        configuration = cli_configuration(folder)
        if configuration:
            self.environment["TF_CLI_CONFIG_FILE"] = configuration
        self.environment |= environment or {}

    def start(self, *arguments, **options):
        """Starts terraform in the root and returns the process; stdout and stderr come as one text."""
        return subprocess.Popen([program(), *arguments], cwd=self.root, env=self.environment, text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)

    def run(self, *arguments, expect=(0,), timeout=900):
        """Runs terraform to its end; returns (exit code, text). Another exit code than expected raises, with the text."""
        process = self.start(*arguments)
        try:
            text, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
            text, _ = process.communicate(timeout=60)
            raise AssertionError(f"terraform {' '.join(arguments)} took more than {timeout} s:\n{text[-6000:]}") from None
        if process.returncode not in expect:
            raise AssertionError(f"terraform {' '.join(arguments)} ended {process.returncode}:\n{text[-6000:]}")
        return process.returncode, text

    def init(self):
        self.run("init", "-input=false", "-no-color", timeout=300)

    def apply(self, *arguments, expect=(0,), timeout=900):
        return self.run("apply", "-auto-approve", "-input=false", "-no-color", *arguments, expect=expect, timeout=timeout)

    def plan_is_empty(self):
        """(True, text) when `plan -detailed-exitcode` says that nothing is to be changed."""
        code, text = self.run("plan", "-detailed-exitcode", "-input=false", "-no-color", expect=(0, 2))
        return code == 0, text

    def destroy(self, timeout=900):
        return self.run("destroy", "-auto-approve", "-input=false", "-no-color", timeout=timeout)

    def outputs(self):
        _, text = self.run("output", "-json", "-no-color")
        return {name: entry["value"] for name, entry in json.loads(text).items()}
