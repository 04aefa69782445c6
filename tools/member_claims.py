# SPDX-License-Identifier: Apache-2.0
"""Holds what src/aws/models/*.members claims against the tree, and makes the table of docs/coverage.md from it."""
import json
import re
from pathlib import Path

import aws_members

ROOT = Path(__file__).resolve().parent.parent
CASE = re.compile(r'^TEST_CASE\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)', re.MULTILINE)


def snake(name):
    """As tools/aws_codegen.py names the field."""
    name = re.sub(r"(VPC|ARN|IP|ID|URL|DN)s(?=[A-Z]|$)", lambda m: m[1].capitalize() + "s", name)
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()


def names_member(text, member):
    if "." in member or "-" in member:  # the key of an attribute; code may name it by its last part
        parts = re.split(r"[.]", member)
        return any(f'"{name}"' in text or f'"{name}' in text for name in (member, *parts[-2:]) if len(name) > 4)
    return re.search(rf'(\.|->){snake(member)}_?\b|\\?"{member}\\?"|\b{member}=', text) is not None


def cases(path):
    """{name: text} of a C++ file's test cases, what stands before the first one added to each; of a Python file's tests; of
    the cases of a file of calls (aws/wire/testing/play_calls.h)."""
    text = path.read_text()
    if path.suffix == ".calls":
        found = re.split(r"(?m)^# (.*)$", text)
        return dict(zip(found[1::2], found[2::2]))
    if path.suffix == ".py":
        found = re.split(r"(?m)^    def (test_\w+)", text)
        return dict(zip(found[1::2], found[2::2]))
    starts = list(CASE.finditer(text))
    before = text[:starts[0].start()] if starts else ""
    ends = [start.start() for start in starts[1:]] + [len(text)]
    return {"".join(re.findall(r'"((?:[^"\\]|\\.)*)"', start[1])): before + text[start.start():end]
            for start, end in zip(starts, ends)}


class Service:
    def __init__(self, name):
        self.name = name
        self.folder = ROOT / "src" / "aws" / name
        self.model = json.loads((aws_members.FOLDER / f"{name}.json").read_text())
        self.sections = aws_members.load(name)
        self.verdicts = aws_members.resolve(self.model, self.sections)
        sources = [*self.folder.glob("*.cc"), *self.folder.glob("*.h"), *(ROOT / "src/aws/wire").glob("*.cc")]
        self.code = "\n".join(path.read_text() for path in sources if not path.name.endswith("_test.cc"))
        # Condition keys and roles are read by aws/wire, as the service's declarations say.
        declared = re.findall(r"[=.\s](\w+)", (aws_members.FOLDER / f"{name}.access").read_text())
        self.code += "".join(f'"{word}" ' for word in declared)
        self.tests = {}

    def problem_of_test(self, test, member):
        """Why this is no test of the member, or nothing."""
        file, _, name = test.partition(": ")
        path = self.folder / file
        if not path.exists():
            path = ROOT / file
        if path not in self.tests:
            self.tests[path] = cases(path) if path.exists() else {}
        if name not in self.tests[path]:
            return f"there is no test '{name}' in {file}"
        return "" if names_member(self.tests[path][name], member) else f"the test '{name}' in {file} does not name it"

    def holds_structures(self, shape):
        return bool(aws_members.structures_below(self.model, shape)
                    or self.model["shapes"].get(shape, {}).get("kind") == "structure")

    def problems(self, answered):
        known = aws_members.answered(self.sections)
        file = f"{self.name}.members"
        yield from self.problems_of_keys()
        yield from (f"{file}: no section for the operation {name}" for name in sorted(answered - known))
        yield from (f"{file}: the operation {name} has no handler" for name in sorted(known - answered))
        for shape, verdicts in self.verdicts.items():
            for member in self.model["shapes"][shape]["members"]:
                verdict = verdicts[member["name"]]
                if verdict.kind not in (aws_members.HONOURED, aws_members.DENIED):
                    continue
                where = f"{file}: {shape}.{member['name']}"
                # A structure is honoured by its members, which have verdicts of their own.
                if not self.holds_structures(member["shape"]) and not names_member(self.code, member["name"]):
                    yield f"{where} is {verdict.kind}, but nothing in src/aws/{self.name} reads it"
                if verdict.test != "untested" and (wrong := self.problem_of_test(verdict.test, member["name"])):
                    yield f"{where}: {wrong}"

    def problems_of_keys(self):
        """Of sections `attributes of X in FILE`: keys that the file has in quotes, and all of them that have dots."""
        for (kind, name), section in self.sections.items():
            if kind != "attributes of":
                continue
            about, _, file = name.partition(" in ")
            text = (self.folder / file).read_text()
            keys = set(re.findall(r'"([a-z0-9_]+(?:\.[a-z0-9_]+)+)"', text))
            others = {key for other, more in self.sections.items() if other[0] == kind and other[1].endswith(f" in {file}")
                      for key in more}
            yield from (f"{self.name}.members: {file} knows the key {key}, which has no verdict" for key in sorted(keys - others))
            yield from (f"{self.name}.members: attributes of {about}: {file} does not know {key}" for key in section
                       if f'"{key}"' not in text)
            for key, verdict in section.items():
                if verdict.test and verdict.test != "untested":
                    if wrong := self.problem_of_test(verdict.test, key):
                        yield f"{self.name}.members: {about} {key}: {wrong}"

    def owners(self):
        """(as the table calls it, its verdicts) of each section."""
        for (kind, name), section in self.sections.items():
            yield ("every operation" if name == "*" else name.partition(" in ")[0]), section


def rows_of_recorded(services):
    """One row a reason: members recorded for the same reason stand together."""
    by_reason = {}
    for service in services:
        for owner, section in service.owners():
            for member, verdict in section.items():
                if verdict.kind == aws_members.RECORDED:
                    by_reason.setdefault((service.name, verdict.reason), []).append(f"{owner}.{member}")
    return [f"| {name} | {', '.join(f'`{member}`' for member in members)} | {reason} |"
            for (name, reason), members in by_reason.items()]


def counts(service):
    verdicts = [verdict for _, section in service.owners() for verdict in section.values()]
    number = {kind: sum(verdict.kind == kind for verdict in verdicts) for kind in aws_members.KINDS}
    tested = sum(verdict.kind == aws_members.HONOURED and verdict.test != "untested" for verdict in verdicts)
    honoured, *others = number.values()
    return [honoured, tested, *others]


def tables(services):
    numbers = {service.name: counts(service) for service in services}
    total = [sum(column) for column in zip(*numbers.values())]
    return "\n".join([
        "## Member by member",
        "",
        "Each member of each input has one verdict in `src/aws/models/<service>.members`: *honoured*, with the test that",
        "shows its effect where there is one; *recorded*: taken, shown again where AWS shows it, without effect here, for the",
        "reason below; *refused*: 501 `NotImplemented` with the member's name, unless its value changes nothing; *denied*: AWS",
        "refuses it as well, and so does the region, in AWS's words.",
        "",
        "| API | Honoured | of them with a test that names them | Recorded | Refused | Denied |",
        "|---|---|---|---|---|---|",
        *(f"| {name} | {' | '.join(map(str, row))} |" for name, row in numbers.items()),
        f"| all | {' | '.join(map(str, total))} |",
        "",
        "| API | Recorded | Why it has no effect here |",
        "|---|---|---|",
        *rows_of_recorded(services), ""])


def judge(answered):
    """(problems, the tables as text); `answered(service)` names the operations that have a handler."""
    services = [Service(path.stem) for path in sorted(aws_members.FOLDER.glob("*.members"))]
    listed = {service.name: set(service.model["operations"]) for service in services}
    problems = [problem for service in services
                for problem in service.problems(answered(service.name) & listed[service.name])]
    return problems, tables(services)
