#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes C++ and a page from what the operations declare (src/aws/models/<service>.access) and AWS's reference.

    tools/access_codegen.py FOLDER      writes FOLDER/declared_access.cc; run by CMake
    tools/access_codegen.py --docs      writes docs/condition-keys.md
    tools/access_codegen.py --check     ends 1 when that page is behind the tree

The grammar stands in src/aws/models/README.md. A declaration that AWS's reference contradicts, or an operation whose
input has a role that its line does not name, is an error.
"""
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "src/aws/models"
PAGE = ROOT / "docs/condition-keys.md"
KINDS = {"read", "compute", "write"}
ROOM = {"frees", "grows"}  # what a write does on a full disk
CLAUSES = {"on", "with", "absent", "passes", "names"}
ROLE = re.compile(r"role(arn)?$|rolename$", re.IGNORECASE)


def fail(where, what):
    sys.exit(f"{where}: {what}")


def statements(path):
    """The file's lines, without comments, each with its continuations."""
    joined = []
    for line in path.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith(" "):
            joined[-1] += " " + line.strip()
        else:
            joined.append(line.strip())
    return [line.split() for line in joined]


def read_clauses(where, words):
    clauses, current = {name: [] for name in CLAUSES}, None
    for word in words:
        if word in CLAUSES:
            current = word
        elif current is None:
            fail(where, f"unexpected '{word}'")
        else:
            clauses[current].append(word)
    return clauses


def input_key(word):
    """key=member?default"""
    key, member = word.split("=", 1)
    member, _, default = member.partition("?")
    return key, member, default


def role_members(model, operation):
    """The paths of an input's members that name a role, lists and maps passed over."""
    shapes = model["shapes"]

    def visit(shape, path, above):
        facts = shapes.get(shape)
        if facts is None or shape in above:
            return
        if facts["kind"] in ("list", "map"):
            yield from visit(facts["item"], path, above | {shape})
        for member in facts.get("members", []):
            inner = [*path, member["name"]]
            if ROLE.search(member["name"]):
                yield ".".join(inner)
            yield from visit(member["shape"], inner, above | {shape})

    shape = model["operations"].get(operation, {}).get("input")
    return set(visit(shape, [], frozenset())) if shape else set()


def has_member(model, operation, path):
    shape = model["operations"].get(operation, {}).get("input")
    for name in path.split("."):
        while model["shapes"].get(shape, {}).get("kind") in ("list", "map"):
            shape = model["shapes"][shape]["item"]
        members = model["shapes"].get(shape, {}).get("members", [])
        shape = next((member["shape"] for member in members if member["name"] == name), None)
        if shape is None:
            return False
    return True


class Service:
    def __init__(self, path):
        self.name = path.stem
        self.facts = json.loads((MODELS / "authorization" / f"{self.name}.json").read_text())
        self.model = json.loads((MODELS / f"{self.name}.json").read_text())
        self.prefix = self.facts["prefix"]
        self.always, self.never, self.kinds, self.actions = [], [], {}, {}
        for words in statements(path):
            if words[0] == "always":
                self.always += words[1:]
            elif words[0] == "never":
                self.never += words[1:]
            elif words[0] == "resource":
                self.kinds[words[1]] = words[2:]
            else:
                self.add_action(f"{path.name}: {words[0]}", words)

    def add_action(self, where, words):
        name, kind = words[0], words[1]
        facts = self.facts["actions"].get(name) or fail(where, "AWS's reference has no such action")
        if kind not in KINDS:
            fail(where, f"'{kind}' is none of {' '.join(sorted(KINDS))}")
        if (kind == "read") != (facts["level"] in ("Read", "List")) and kind != "compute":
            fail(where, f"declared {kind}, AWS's reference says {facts['level']}")
        frees, rest = self.read_room(where, kind, words[2:])
        clauses = read_clauses(where, rest)
        self.check_roles(where, name, clauses)
        inputs = [input_key(word) for word in clauses["with"] if "=" in word]
        given = {word.split("=", 1)[0] for word in clauses["with"]}
        for _, member, _ in inputs:
            if not has_member(self.model, name, member):
                fail(where, f"its input has no {member}")
        for one in clauses["on"]:
            if one not in facts["resources"]:
                fail(where, f"AWS's reference knows no resource type '{one}' of it")
        for key in given | set(clauses["absent"]):
            if key not in facts["keys"]:
                fail(where, f"AWS's reference knows no condition key '{key}' of it")
        for one in clauses["on"]:
            given |= set(self.kinds.get(one, []))
        given = (given | set(self.always)) & set(facts["keys"])
        absent = (set(clauses["absent"]) | set(self.never)) & set(facts["keys"]) - given
        self.actions[name] = {
            "kind": kind, "frees": frees, "facts": facts, "on": clauses["on"], "given": sorted(given), "inputs": inputs,
            "absent": sorted(absent), "lacking": sorted(set(facts["keys"]) - given - absent),
            "passes": [word.split(">", 1) for word in clauses["passes"]]}

    @staticmethod
    def read_room(where, kind, words):
        """Whether a write frees room, and the words behind that one."""
        if kind != "write":
            return False, words
        room = words[0] if words else "nothing"
        if room not in ROOM:
            fail(where, f"a write says what it does to a full disk: '{room}' is none of {' '.join(sorted(ROOM))}")
        return room == "frees", words[1:]

    def check_roles(self, where, name, clauses):
        declared = {word.split(">", 1)[0] for word in clauses["passes"]} | set(clauses["names"])
        found = role_members(self.model, name)
        if found - declared:
            fail(where, f"its input names a role by {', '.join(sorted(found - declared))}: say whether it is passed")
        if declared - found:
            fail(where, f"its input has no {', '.join(sorted(declared - found))}")
        if any(">" not in word for word in clauses["passes"]):
            fail(where, "a passed role needs its service: member>service.amazonaws.com")


def stored(key):
    """A key as the policy engine compares it: lower case; with a variable at its end, all that begins so."""
    return re.sub(r"\$\{[^}]*\}$", "", key).lower()


def words_of(values):
    return "{" + ", ".join(json.dumps(value) for value in values) + "}"


def pairs_of(rows):
    return "{" + ", ".join(words_of(row) for row in rows) + "}"


def array(out, name, element, values, text):
    if not values:
        return "{}"
    out.append(f"constexpr {element} {name}[] = {text(values)};")
    return name


def source(services):
    out, rows = [], []
    for service in services:
        for name, action in service.actions.items():
            label = f"{service.name}_{name}"
            arns = [service.facts["resources"][kind] for kind in action["on"]]
            parts = {
                "arns": array(out, f"{label}_arns", "std::string_view", arns, words_of),
                "known": array(out, f"{label}_known", "std::string_view",
                               sorted({stored(key) for key in action["given"] + action["absent"]}), words_of),
                "lacking": array(out, f"{label}_lacking", "std::string_view",
                                 sorted({stored(key) for key in action["lacking"]}), words_of),
                "inputs": array(out, f"{label}_inputs", "KeyOfInput",
                                [(stored(key), *rest) for key, *rest in action["inputs"]], pairs_of),
                "passes": array(out, f"{label}_passes", "RoleOfInput", action["passes"], pairs_of)}
            level = re.sub(r" .*", "", action["facts"]["level"]).lower()
            rows.append((f"{service.prefix}:{name}", f'    {{"{service.prefix}:{name}", OperationKind::{action["kind"]}, '
                         f'{str(action["frees"]).lower()}, AccessLevel::{level}, {", ".join(parts.values())}}},'))
    keys = sorted({stored(key) for service in services for key in service.facts["keys"]})
    table = "\n".join(row for _, row in sorted(rows))
    return "\n".join([
        "// Made by tools/access_codegen.py.", '#include "aws/models/access.h"', "", "namespace atlas::aws {",
        "namespace {", *out, f"constexpr ActionAccess actions[] = {{\n{table}\n}};",
        f"constexpr std::string_view keys[] = {words_of(keys)};", "}  // namespace",
        "std::span<const ActionAccess> declared_access() { return actions; }",
        "std::span<const std::string_view> service_condition_keys() { return keys; }", "}  // namespace atlas::aws", ""])


HEAD = """# Condition keys

Written by `tools/access_codegen.py --docs` from `src/aws/models/<service>.access` and AWS's Service Authorization
Reference. *Supplied*: a policy that uses the key decides as on AWS. *Never present*: what the key tells of does not
exist in this region, so a request never has it. *Not supplied*: AWS has the key for this action, the region does not
find its value; a condition on it fails closed: a `Deny` statement denies, an `Allow` statement does not allow, whatever
the operator. The region's log and `atlas status` name the policies that use such a key.

Global keys that every request has: `aws:CurrentTime`, `aws:EpochTime`, `aws:PrincipalAccount`, `aws:PrincipalArn`,
`aws:PrincipalType`, `aws:PrincipalIsAWSService`, `aws:RequestedRegion`, `aws:ResourceAccount`, `aws:SecureTransport`,
`aws:userid`, `aws:ViaAWSService`. Where they apply: `aws:username` (users), `aws:PrincipalTag/…`, `aws:TokenIssueTime`
and `aws:SourceIdentity` (temporary credentials), `aws:SourceIp` and `aws:UserAgent` (requests from outside),
`aws:CalledVia`, `aws:CalledViaFirst` and `aws:CalledViaLast` (a service in the caller's name), `aws:SourceArn`,
`aws:SourceAccount` and `aws:PrincipalServiceName` (a service in its own name). `aws:MultiFactorAuthPresent`, keys of
organisations, VPC endpoints and identity providers are never present, since the region has none.
"""


def listed(keys):
    return ", ".join(f"`{key}`" for key in keys) or "–"


def page(services):
    parts = [HEAD]
    for service in services:
        parts += [f"## {service.prefix}", "", "| Action | Supplied | Never present | Not supplied |", "|---|---|---|---|"]
        for name, action in sorted(service.actions.items()):
            if action["given"] or action["absent"] or action["lacking"]:
                parts.append(f"| {name} | {listed(action['given'])} | {listed(action['absent'])} | "
                             f"{listed(action['lacking'])} |")
        without = [name for name, action in sorted(service.actions.items()) if not action["facts"]["keys"]]
        if without:
            parts += ["", f"Without keys of their own: {', '.join(without)}."]
        parts.append("")
    return "\n".join(parts)


def write(path, text):
    if not path.exists() or path.read_text() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    services = [Service(path) for path in sorted(MODELS.glob("*.access"))]
    if sys.argv[1] == "--check":
        if not PAGE.exists() or PAGE.read_text() != page(services):
            sys.exit("docs/condition-keys.md is behind the tree: run tools/access_codegen.py --docs")
    elif sys.argv[1] == "--docs":
        write(PAGE, page(services))
    else:
        write(Path(sys.argv[1]) / "declared_access.cc", source(services))


if __name__ == "__main__":
    main()
