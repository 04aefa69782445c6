#!/usr/bin/env python3
"""Makes C++ from one compact API model (src/aws/models/<service>.json); run by CMake.

    tools/aws_codegen.py MODEL.json FOLDER
    tools/aws_codegen.py --rules FILE.cc SERVICE …       all_shape_rules() of aws/models/input_rules.h

The first writes into FOLDER, only what changed, so that nothing is compiled twice:
    create_vpc.h      per operation: CreateVpcInput, CreateVpcOutput and the tag CreateVpc
    vpc.h             per structure that these use
    codecs_1.cc …     the JSON of all of them, compiled once, CODECS_PER_FILE in a file
    service_model.h   `service_model()`, whose tables the codecs of aws/wire walk
    service_model.cc
Members are optional where the API does not require them; lists and maps are json::List and json::Map.
Members that <service>.members refuses are left out of the structs that only inputs use: no handler can read them.
"""
import json
import re
import sys
from pathlib import Path

import aws_members

SCALARS = {"string": "std::string", "integer": "int", "long": "std::int64_t", "float": "double", "double": "double",
           "boolean": "bool", "timestamp": "Time", "blob": "json::Blob", "document": "json::Value"}
DEFAULTS = {"integer": "0", "long": "0", "float": "0", "double": "0", "boolean": "false"}
KINDS = {"integer": "integer", "long": "integer", "float": "floating", "double": "floating"}
CODECS_PER_FILE = 40
INCLUDES = {"timestamp": '"base/time_format.h"', "blob": '"json/blob.h"', "document": '"json/value.h"'}
LOCATIONS = {"header": "header", "headers": "headers", "uri": "uri", "querystring": "query_string",
             "statusCode": "status_code"}
TIMES = {"iso8601": "iso8601", "unixTimestamp": "unix_seconds", "rfc822": "rfc822"}
KEYWORDS = set("""alignas alignof and asm auto bool break case catch char class concept const continue default delete do
double else enum explicit export extern false float for friend goto if inline int long mutable namespace new not operator
or private protected public register requires return short signed sizeof static struct switch template this throw true
try typedef typename union unsigned using virtual void volatile while xor fields""".split())


def snake(name):
    name = re.sub(r"(VPC|ARN|IP|ID|URL|DN)s(?=[A-Z]|$)", lambda m: m[1].capitalize() + "s", name)
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    name = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower().replace("-", "_").replace(".", "_")
    return re.sub(r"_+", "_", name).strip("_")


def member_name(name):
    made = snake(name)
    return made + "_" if made in KEYWORDS else made


def identifier(name):
    return re.sub(r"_+", "_", re.sub(r"\W", "_", name)).strip("_")


def text(value):
    return json.dumps(value)


class Types:
    """The C++ type of a shape, and the headers that it needs."""

    def __init__(self, model, sections):
        self.shapes = model["shapes"]
        self.service = model["service"]["name"]
        self.verdicts = aws_members.resolve(model, sections)
        self.answered = set()  # shapes that an output holds: a refused member of theirs can still be shown
        self.encoded = set()  # structures whose JSON is compiled: those of operations that are implemented
        for name, operation in model["operations"].items():
            below = {part: aws_members.structures_below(model, operation[part]) for part in ("input", "output")
                     if part in operation}
            self.answered |= below.get("output", set())
            if ("operation", name) in sections:
                self.encoded |= {name + "Input", name + "Output"}
                self.encoded |= {identifier(shape) for shapes in below.values() for shape in shapes}

    def kind(self, shape):
        return self.shapes[shape]["kind"] if shape in self.shapes else shape

    def cpp(self, shape):
        kind = self.kind(shape)
        if kind in SCALARS:
            return SCALARS[kind]
        if kind == "structure":
            return identifier(shape)
        return f"json::{'List' if kind == 'list' else 'Map'}<{self.cpp(self.shapes[shape]['item'])}>"

    def includes(self, shape):
        kind = self.kind(shape)
        if kind in SCALARS:
            return {INCLUDES[kind]} if kind in INCLUDES else set()
        if kind == "structure":
            return {f'"aws/models/{self.service}/{snake(identifier(shape))}.h"'}
        return {'"json/list.h"'} | self.includes(self.shapes[shape]["item"])

    def field(self, member):
        kind = self.kind(member["shape"])
        made = self.cpp(member["shape"])
        if kind in ("list", "map") or member.get("required"):
            return made, DEFAULTS.get(kind, "{}")
        return f"std::optional<{made}>", "{}"

    def members(self, shape):
        if not shape:
            return []
        refused = {} if shape in self.answered else self.verdicts.get(shape, {})
        return [member for member in self.shapes[shape]["members"]
                if member["name"] not in refused or refused[member["name"]].kind != aws_members.REFUSED]


def structure(name, members, types, is_input=False):
    lines = [f"struct {name} {{"]
    for member in members:
        made, default = types.field(member)
        if is_input and made.startswith(("json::List", "json::Map")):
            default = "{json::left_out}"
        initial = default if default.startswith("{") else f" = {default}"
        lines.append(f"    {made} {member_name(member['name'])}{initial};")
    if members:
        lines.append("    static void fields(auto& self, auto&& field) {")
        lines += [f"        field({text(m['name'])}, self.{member_name(m['name'])});" for m in members]
        lines.append("    }")
    else:
        lines.append("    static void fields(auto&, auto&&) {}")
    lines += [f"    bool operator==(const {name}&) const = default;", "};"]
    return "\n".join(lines)


def codecs(types, names, prefix):
    """Declarations (prefix "extern ") or definitions of the JSON of these structures; none where nothing uses it."""
    names = [name for name in names if name in types.encoded]
    if not names:
        return []
    lines = []
    for name in names:
        made = f"aws::{types.service}::{name}"
        lines += [f"{prefix}template Value to_value(const {made}&);", f"{prefix}template Result<> from_value(const Value&, {made}&);"]
    return ["namespace atlas::json {", *lines, "}  // namespace atlas::json"]


def header(types, includes, body, names):
    standard = ["#include <cstdint>", "#include <optional>", "#include <string>", "#include <string_view>"]
    own = [f"#include {name}" for name in sorted(includes | {'"json/fields.h"'})]
    return "\n".join(["// Generated by tools/aws_codegen.py. Do not edit.", "#pragma once", "", *standard, "", *own, "",
                      f"namespace atlas::aws::{types.service} {{", "", body, "",
                      f"}}  // namespace atlas::aws::{types.service}", "", *codecs(types, names, "extern "), ""])


def codec_sources(types, headers):
    """{file: source} for headers as (name of the file, structures in it)."""
    made = {}
    headers = [item for item in headers if types.encoded.intersection(item[1])]
    for start in range(0, len(headers), CODECS_PER_FILE):
        part = headers[start:start + CODECS_PER_FILE]
        includes = [f'#include "aws/models/{types.service}/{name}"' for name, _ in part]
        names = [name for _, structures in part for name in structures]
        made[f"codecs_{start // CODECS_PER_FILE + 1}.cc"] = "\n".join(
            ["// Generated by tools/aws_codegen.py. Do not edit.", *includes, "", *codecs(types, names, ""), ""])
    return made


def needed(types, members):
    found = set()
    for member in members:
        found |= types.includes(member["shape"])
    return found


def operation_header(name, operation, types):
    parts, includes = [], set()
    for suffix, shape in (("Input", operation.get("input")), ("Output", operation.get("output"))):
        parts.append(structure(name + suffix, types.members(shape), types, suffix == "Input"))
        includes |= needed(types, types.members(shape))
    parts.append(f"""struct {name} {{
    using Input = {name}Input;
    using Output = {name}Output;
    static constexpr std::string_view service = {text(types.service)};
    static constexpr std::string_view name = {text(name)};
}};""")
    return header(types, includes, "\n\n".join(parts), [name + "Input", name + "Output"])


class Tables:
    """The wire's tables: constant-initialised, one Shape a shape of the model."""

    def __init__(self, model, verdicts):
        self.model = model
        self.verdicts = verdicts
        self.declared, self.defined = [], []
        self.done = set()
        self.rules = []  # one ShapeRules a line, of aws/models/input_rules.h

    def shape(self, name, time=None):
        """The expression of a shape's address; defines it on the way."""
        label = "shape_" + identifier(name) + (f"_{time}" if time else "")
        if label not in self.done:
            self.done.add(label)
            self.declared.append(f"extern const Shape {label};")
            self.define(label, name, self.model["shapes"].get(name, {"kind": name}), time)
        return "&" + label

    def define(self, label, name, shape, time):
        kind = KINDS.get(shape["kind"], shape["kind"])
        fields = [f".name = {text(name)}", f".kind = ShapeKind::{kind}"]
        if shape["kind"] == "structure" and shape["members"]:
            rows = ",\n".join("    " + self.member(member) for member in shape["members"])
            self.defined.append(f"constexpr Member members_{label}[] = {{\n{rows}}};")
            fields.append(f".members = members_{label}")
        if "item" in shape:
            fields.append(f".item = {self.shape(shape['item'])}")
        fields += [f".{key} = {text(shape[key])}" for key in ("item_name", "key_name", "value_name") if key in shape]
        if shape.get("flattened"):
            fields.append(".flattened = true")
        minimum, maximum = shape.get("min"), shape.get("max")
        if shape["kind"] == "integer":  # A request's number has to fit the member that takes it.
            minimum, maximum = max(minimum or -2**31, -2**31), min(maximum or 2**31 - 1, 2**31 - 1)
        if minimum is not None:
            fields.append(f".minimum = {int(minimum) if minimum > -2**63 else 'INT64_MIN'}")
        if maximum is not None:
            fields.append(f".maximum = {int(maximum) if maximum < 2**63 - 1 else 'INT64_MAX'}")
        if shape.get("enum"):
            values = ", ".join(text(value) for value in shape["enum"])
            self.defined.append(f"constexpr std::string_view values_{label}[] = {{{values}}};")
            fields.append(f".values = values_{label}")
        time = time or shape.get("timestampFormat")
        if time:
            fields.append(f".time_format = TimeFormat::{TIMES[time]}")
        self.defined.append(f"constinit const Shape {label} = {{{', '.join(fields)}}};")
        self.rule(label, name, shape)

    def rule(self, label, name, shape):
        fields = []
        refused = [(member, verdict.neutral) for member, verdict in self.verdicts.get(name, {}).items()
                   if verdict.kind == aws_members.REFUSED]
        for member, neutral in refused:
            if neutral:
                values = ", ".join(text(value) for value in neutral)
                self.defined.append(f"constexpr std::string_view neutral_{label}_{identifier(member)}[] = {{{values}}};")
        if refused:
            rows = ", ".join(f"{{{text(member)}, {f'neutral_{label}_{identifier(member)}' if neutral else '{}'}}}"
                             for member, neutral in refused)
            self.defined.append(f"constexpr RefusedMember refused_{label}[] = {{{rows}}};")
            fields.append(f".refused = refused_{label}")
        if "pattern" in shape:
            fields += [f".pattern = {text(shape['pattern'])}", f".expression = {text(shape.get('re2', shape['pattern']))}"]
        if "key" in shape:
            fields.append(f".key = {self.shape(shape['key'])}")
        if fields:
            self.rules.append(f"    {{.shape = &{label}, {', '.join(fields)}}}")

    def member(self, member):
        name, wire = member["name"], member.get("wire", member["name"])
        query = wire
        if self.model["service"]["protocol"] == "ec2":
            query = member.get("queryName", wire[0].upper() + wire[1:])
        fields = [f".name = {text(name)}", f".wire_name = {text(wire)}", f".query_name = {text(query)}",
                  f".shape = {self.shape(member['shape'], member.get('timestampFormat'))}"]
        if "location" in member:
            fields.append(f".location = Location::{LOCATIONS[member['location']]}")
        fields += [f".{key} = true" for key in ("required", "flattened", "payload") if member.get(key)]
        return "{" + ", ".join(fields) + "}"

    def operation(self, name, operation):
        fields = [f".name = {text(name)}", f".method = {text(operation['method'])}", f".uri = {text(operation['uri'])}"]
        for part in ("input", "output"):
            fields.append(f".{part} = " + (self.shape(operation[part]) if part in operation else "nullptr"))
        fields.append(f".result_wrapper = {text(operation.get('wrapper', ''))}")
        fields.append(f".status = {operation.get('status', 200)}")
        return "    {" + ", ".join(fields) + "}"


def service_source(model, verdicts):
    tables = Tables(model, verdicts)
    operations = ",\n".join(tables.operation(*item) for item in model["operations"].items())
    errors = ",\n".join(f"    {{{text(code)}, {status}}}" for code, status in model["errors"].items())
    facts = model["service"]
    fields = [f".{key} = {text(facts[key])}" for key in ("name", "iam_prefix", "signing_name", "api_version",
                                                        "target_prefix", "json_version", "xml_namespace")]
    fields.append(f".protocol = Protocol::{facts['protocol'].replace('-', '_')}")
    fields.append(".operations = operations")
    fields.append(".errors = " + ("errors" if errors else "{}"))
    newline = "\n"
    rules = ",\n".join(tables.rules)
    return f"""// Generated by tools/aws_codegen.py. Do not edit.
#include "aws/models/{facts['name']}/service_model.h"

#include "aws/models/input_rules.h"

namespace atlas::aws::{facts['name']} {{
std::span<const ShapeRules> shape_rules();
namespace {{

{newline.join(tables.declared)}

{newline.join(tables.defined)}

constexpr OperationModel operations[] = {{
{operations}}};

{f"constexpr ErrorModel errors[] = {{{newline}{errors}}};" if errors else ""}

{f"constexpr ShapeRules rules[] = {{{newline}{rules}}};" if rules else ""}

constexpr ServiceModel model = {{{', '.join(fields)}}};

}}  // namespace

const ServiceModel& service_model() {{
    return model;
}}

std::span<const ShapeRules> shape_rules() {{
    return {"rules" if rules else "{}"};
}}

}}  // namespace atlas::aws::{facts['name']}
"""


SERVICE_HEADER = """// Generated by tools/aws_codegen.py. Do not edit.
#pragma once

#include "aws/models/model.h"

namespace atlas::aws::{0} {{
/// The API as tables; constant.
const ServiceModel& service_model();
}}
"""


def reached(model, types):
    """The structures below the operations' inputs and outputs; a shape inside itself is refused."""
    found, path = {}, []

    def visit(shape):
        if shape in path:
            sys.exit(f"{types.service}: {shape} holds itself, which the generated structs cannot")
        path.append(shape)
        facts = types.shapes.get(shape, {})
        for part in [*(m["shape"] for m in facts.get("members", [])), *([facts["item"]] if "item" in facts else [])]:
            if types.kind(part) == "structure":
                found[identifier(part)] = part
            visit(part)
        path.pop()

    for operation in model["operations"].values():
        for part in ("input", "output"):
            if part in operation:
                visit(operation[part])
    return found


def files(model, sections):
    types = Types(model, sections)
    made = {"service_model.h": SERVICE_HEADER.format(types.service),
            "service_model.cc": service_source(model, types.verdicts)}

    def add(name, content):
        if name in made:
            sys.exit(f"{types.service}: two things would be called {name}")
        made[name] = content

    headers = []
    for name, operation in model["operations"].items():
        add(f"{snake(name)}.h", operation_header(name, operation, types))
        headers.append((f"{snake(name)}.h", [name + "Input", name + "Output"]))
    for name, shape in reached(model, types).items():
        members = types.members(shape)
        add(f"{snake(name)}.h", header(types, needed(types, members), structure(name, members, types), [name]))
        headers.append((f"{snake(name)}.h", [name]))
    for name, source in codec_sources(types, headers).items():
        add(name, source)
    return made


def write(path, content):
    if not path.exists() or path.read_text() != content:
        path.write_text(content)


def rules_source(services):
    """Every service's rules in one list."""
    declared = "\n".join(f"namespace {name} {{ std::span<const ShapeRules> shape_rules(); }}" for name in services)
    listed = ", ".join(f"{name}::shape_rules()" for name in services)
    return f"""// Generated by tools/aws_codegen.py. Do not edit.
#include "aws/models/input_rules.h"

namespace atlas::aws {{
{declared}

std::span<const std::span<const ShapeRules>> all_shape_rules() {{
    static const std::span<const ShapeRules> all[] = {{{listed}}};
    return all;
}}

}}  // namespace atlas::aws
"""


def main():
    if sys.argv[1] == "--rules":
        write(Path(sys.argv[2]), rules_source(sorted(sys.argv[3:])))
        return
    model_path, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    model = json.loads(model_path.read_text())
    try:
        made = files(model, aws_members.load(model_path.stem))
    except aws_members.Mistake as mistake:
        sys.exit(str(mistake))
    for name, content in made.items():
        write(folder / name, content)
    for path in folder.iterdir():
        if path.name not in made:
            path.unlink()


main()
