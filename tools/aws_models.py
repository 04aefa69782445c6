#!/usr/bin/env python3
"""Makes src/aws/models/<service>.json from botocore: a developer's tool, not part of the build.

    tools/aws_models.py [service …]        needs `pip install botocore`

Only facts go in: shapes, members, wire names, required, limits, patterns, enum values, error statuses; and of those only what
the operations listed in src/aws/models/<service>.operations reach. tools/aws_codegen.py reads the result.
"""
import gzip
import json
import re
import sys
from pathlib import Path

import botocore

MODELS = Path(__file__).resolve().parent.parent / "src/aws/models"
DATA = Path(botocore.__file__).parent / "data"
IAM_PREFIX = {"elbv2": "elasticloadbalancing"}
KINDS = {"structure", "list", "map", "string", "integer", "long", "float", "double", "boolean", "timestamp", "blob"}
ENUM_VALUES_MAX = 60  # Longer lists (instance types) change every week and bind nobody.
LIMITS = ("min", "max", "enum", "pattern")
# What RE2 cannot say (lookahead), said otherwise.
REWRITTEN = {
    "(\\*\\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])":
    "(\\*\\.)?([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z0-9][A-Za-z0-9-]{0,61}[A-Za-z0-9]",
}


def as_re2(pattern):
    """AWS's pattern (Java's syntax) in RE2's: code points are written \\x{…}, five digits are one beyond the first plane."""
    if pattern in REWRITTEN:
        return REWRITTEN[pattern]
    made = re.sub(r"\\u(10[0-9A-F]{4}|1[0-9A-F]{4}|[0-9A-Fa-f]{4})", r"\\x{\1}", pattern)
    if re.search(r"\(\?[=!<]", made):
        sys.exit(f"the pattern {pattern} looks around itself: say it otherwise in REWRITTEN")
    return made


def load(service):
    folder = sorted((DATA / service).iterdir())[-1]
    packed = folder / "service-2.json.gz"
    return json.loads(gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / "service-2.json").read_text())


class Compactor:
    """Takes over the shapes that the operations reach; `inputs` are those that a request may carry."""

    def __init__(self, model):
        self.source = model["shapes"]
        self.shapes = {}

    def reach(self, name, seen):
        if name in seen:
            return seen
        seen.add(name)
        shape = self.source[name]
        parts = [*shape.get("members", {}).values(), *(shape[k] for k in ("member", "key", "value") if k in shape)]
        for part in parts:
            self.reach(part["shape"], seen)
        return seen

    def reference(self, name, in_input):
        """A shape's name, or its bare kind where nothing about it matters on the wire."""
        shape = self.source[name]
        kind = "document" if shape.get("document") else shape["type"]
        if kind in ("structure", "list", "map"):
            return name
        bounded = any(k in shape for k in LIMITS) and in_input
        return name if bounded or "timestampFormat" in shape else kind

    def member(self, name, member, shape, in_input):
        out = {"name": name, "shape": self.reference(member["shape"], in_input)}
        if member.get("locationName", name) != name:
            out["wire"] = member["locationName"]
        for key in ("queryName", "location", "flattened", "timestampFormat"):
            if key in member:
                out[key] = member[key]
        if name in shape.get("required", []):
            out["required"] = True
        if shape.get("payload") == name:
            out["payload"] = True
        return out

    def compact(self, name, in_input):
        shape = self.source[name]
        if shape.get("document"):
            return {"kind": "document"}
        out = {"kind": shape["type"]}
        assert out["kind"] in KINDS, name
        if out["kind"] == "structure":
            out["members"] = [self.member(n, m, shape, in_input) for n, m in shape["members"].items()
                              if not self.source[m["shape"]].get("eventstream")]
        elif out["kind"] == "list":
            out["item"] = self.reference(shape["member"]["shape"], in_input)
            if "locationName" in shape["member"]:
                out["item_name"] = shape["member"]["locationName"]
        elif out["kind"] == "map":
            out["item"] = self.reference(shape["value"]["shape"], in_input)
            for part in ("key", "value"):
                if "locationName" in shape[part]:
                    out[part + "_name"] = shape[part]["locationName"]
            key = self.reference(shape["key"]["shape"], in_input)
            if key != "string":
                out["key"] = key
        for key in ("flattened", "timestampFormat"):
            if key in shape:
                out[key] = shape[key]
        if in_input:
            out.update({key: shape[key] for key in ("min", "max") if key in shape})
            if len(shape.get("enum", [])) in range(1, ENUM_VALUES_MAX + 1):
                out["enum"] = shape["enum"]
            if "pattern" in shape:
                out["pattern"] = shape["pattern"]
                if as_re2(shape["pattern"]) != shape["pattern"]:
                    out["re2"] = as_re2(shape["pattern"])
        return out


def compact_service(service):
    model = load(service)
    listed = (MODELS / f"{service}.operations").read_text().split()
    unknown = [name for name in listed if name not in model["operations"]]
    if unknown:
        sys.exit(f"{service}: no such operations: {' '.join(unknown)}")
    compactor = Compactor(model)
    inputs, outputs, errors, operations = set(), set(), {}, {}
    for name in listed:
        operation = model["operations"][name]
        entry = {"method": operation["http"]["method"], "uri": operation["http"]["requestUri"]}
        if operation["http"].get("responseCode", 200) != 200:
            entry["status"] = operation["http"]["responseCode"]
        for part, reached in (("input", inputs), ("output", outputs)):
            if part in operation:
                entry[part] = operation[part]["shape"]
                compactor.reach(entry[part], reached)
        if "resultWrapper" in operation.get("output", {}):
            entry["wrapper"] = operation["output"]["resultWrapper"]
        operations[name] = entry
        for error in operation.get("errors", []):
            facts = model["shapes"][error["shape"]].get("error", {})
            fault = model["shapes"][error["shape"]].get("fault")
            errors[facts.get("code", error["shape"])] = facts.get("httpStatusCode", 500 if fault else 400)
    shapes = {}
    for name in sorted(inputs | outputs):
        if compactor.reference(name, name in inputs) == name:
            shapes[name] = compactor.compact(name, name in inputs)
    facts = model["metadata"]
    return {
        "service": {
            "name": service,
            "iam_prefix": IAM_PREFIX.get(service, service),
            "signing_name": facts.get("signingName", facts["endpointPrefix"]),
            "api_version": facts["apiVersion"],
            "protocol": facts["protocol"],
            "target_prefix": facts.get("targetPrefix", ""),
            "json_version": facts.get("jsonVersion", ""),
            "xml_namespace": facts.get("xmlNamespace", "") if isinstance(facts.get("xmlNamespace", ""), str) else "",
        },
        "operations": operations,
        "errors": dict(sorted(errors.items())),
        "shapes": shapes,
    }


def write(service):
    """One operation, error or shape a line, so that a diff shows what an API gained."""
    model = compact_service(service)
    lines = []
    for section, content in model.items():
        if section == "service":
            lines.append(f'"service": {json.dumps(content)}')
        else:
            rows = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in content.items())
            lines.append(f'"{section}": {{\n{rows}\n}}')
    path = MODELS / f"{service}.json"
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{path.name}: {len(model['operations'])} operations, {len(model['shapes'])} shapes, {path.stat().st_size} bytes")


for chosen in sys.argv[1:] or sorted(path.stem for path in MODELS.glob("*.operations")):
    write(chosen)
