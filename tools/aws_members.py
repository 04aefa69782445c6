# SPDX-License-Identifier: Apache-2.0
"""Reads src/aws/models/<service>.members: what the region does with each input member of the operations it answers.

    operation CreateService                       the members of its input; `operation *` holds for all that have them
        cluster              honoured service_test.cc: a service keeps its tasks running
        forceNewDeployment   honoured untested
        propagateTags        recorded "the reason, as docs/coverage.md prints it"
        enableExecuteCommand refused false        501 by its name; neutral values (JSON) change nothing and pass
        role                 denied service_test.cc: AWS refuses it too; the handler does so in AWS's words
    structure ContainerDefinition                 the members of a nested structure, wherever an input holds it
        …
    attributes of LoadBalancer in attributes.cc   the keys of a list of keys and values, all that the file names
        deletion_protection.enabled honoured …

A test is a file of src/aws/<service> (or a path from the root) and the name of a test in it.
"""
import json
import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "src/aws/models"
HONOURED, RECORDED, REFUSED, DENIED = "honoured", "recorded", "refused", "denied"
KINDS = (HONOURED, RECORDED, REFUSED, DENIED)
LINE = re.compile(r"^\s+(\S+)\s+(honoured|recorded|refused|denied)\b\s*(.*)$")
HEADING = re.compile(r"^(operation|structure|attributes of) (\S+(?: in \S+)?)$")


class Mistake(Exception):
    """The file cannot be used; says why, with its line."""


@dataclass
class Verdict:
    kind: str
    test: str = ""  # honoured, denied: "service_test.cc: its name", or "untested"
    reason: str = ""  # recorded
    neutral: tuple = ()  # refused: JSON texts


def parse_verdict(kind, rest):
    if kind in (HONOURED, DENIED):
        if rest != "untested" and ": " not in rest:
            raise Mistake(f"{kind} wants 'FILE: test name' or 'untested', not '{rest}'")
        return Verdict(kind, test=rest)
    if kind == RECORDED:
        reason = json.loads(rest) if rest.startswith('"') else ""
        if not reason:
            raise Mistake("recorded wants its reason in quotes")
        return Verdict(kind, reason=reason)
    decoder, values = json.JSONDecoder(), []
    while rest:
        value, end = decoder.raw_decode(rest)
        values.append(json.dumps(value, separators=(",", ":")))
        rest = rest[end:].strip()
    return Verdict(kind, neutral=tuple(values))


def parse(text, name="members"):
    """{("operation", "CreateService"): {"cluster": Verdict}}"""
    sections, current = {}, None
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if heading := HEADING.match(line):
            if heading.groups() in sections:
                raise Mistake(f"{name}:{number}: a second section {heading[0]}")
            current = sections.setdefault(heading.groups(), {})
            continue
        row = LINE.match(line)
        if row is None or current is None:
            raise Mistake(f"{name}:{number}: neither a heading nor 'member verdict …': {line.strip()}")
        if row[1] in current:
            raise Mistake(f"{name}:{number}: a second verdict on {row[1]}")
        try:
            current[row[1]] = parse_verdict(row[2], row[3].strip())
        except (Mistake, ValueError) as mistake:
            raise Mistake(f"{name}:{number}: {mistake}") from None
    return sections


def load(service):
    path = FOLDER / f"{service}.members"
    return parse(path.read_text(), path.name)


def structures_below(model, shape, passes=lambda shape, member: True):
    """The names of the structures that a value of this shape can hold by the members that pass, itself left out."""
    found, open_shapes = set(), [shape]
    while open_shapes:
        name = open_shapes.pop()
        facts = model["shapes"].get(name, {})
        parts = [member["shape"] for member in facts.get("members", []) if passes(name, member["name"])]
        for part in [*parts, *([facts["item"]] if "item" in facts else [])]:
            if part in model["shapes"] and part not in found:
                found.add(part)
                open_shapes.append(part)
    return {name for name in found if model["shapes"][name]["kind"] == "structure"}


def take(wanted, section, everywhere, where, problems):
    """The verdicts of these members; problems name those without one, and verdicts on no member."""
    taken = {}
    for member in wanted:
        if verdict := section.get(member) or everywhere.get(member):
            taken[member] = verdict
        else:
            problems.append(f"{where}: no verdict on {member}")
    problems += [f"{where}: has no member {member}" for member in section if member not in wanted]
    return taken


def resolve(model, sections):
    """{shape: {member: Verdict}} of every structure in the inputs of the operations that have a section, but for those
    that only members hold which are refused, denied or recorded as a whole.

    Ends in a Mistake that lists every member without a verdict, and every verdict without a member.
    """
    problems, taken, nested = [], {}, set()
    everywhere = sections.get(("operation", "*"), {})
    members = {name: [m["name"] for m in facts.get("members", [])] for name, facts in model["shapes"].items()}

    def passes(shape, member):
        section = taken[shape] if shape in taken else sections.get(("structure", shape), {})
        return member not in section or section[member].kind == HONOURED

    for (kind, name), section in sections.items():
        if kind != "operation" or name == "*":
            continue
        operation = model["operations"].get(name)
        if operation is None:
            problems.append(f"operation {name}: not in the model")
        elif "input" in operation:
            shape = operation["input"]
            made = take(members[shape], section, everywhere, f"operation {name}", problems)
            if taken.setdefault(shape, made) != made:
                problems.append(f"operation {name}: another operation of the same input shape judges otherwise")
            nested |= structures_below(model, shape, passes)
    for name in sorted(nested):
        section = sections.get(("structure", name), {})
        taken[name] = take(members[name], section, {}, f"structure {name}", problems)
    problems += [f"{kind} {name}: no answered operation's input holds it" for kind, name in sections
                 if kind == "structure" and name not in nested]
    if problems:
        raise Mistake("\n".join(f"{model['service']['name']}.members: {problem}" for problem in problems))
    return taken


def answered(sections):
    return {name for kind, name in sections if kind == "operation" and name != "*"}
