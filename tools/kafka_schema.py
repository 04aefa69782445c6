#!/usr/bin/env python3
"""Turns one Kafka API's schema into a C++ struct pair with its codec: kafka_schema.py IN.schema OUT_DIR

A schema is one API (src/broker/protocol/README.md tells the grammar). It makes OUT_DIR/<api>.h and
OUT_DIR/<api>.cc; `kafka_schema.py --list OUT.h IN.schema...` makes the header that names them all (for tests)."""
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

CPP = {"bool": "bool", "int8": "std::int8_t", "int16": "std::int16_t", "uint16": "std::uint16_t",
       "int32": "std::int32_t", "int64": "std::int64_t", "string": "std::string", "bytes": "std::string", "uuid": "Uuid"}
COUNTED = {"string", "bytes", "records"}  # carry their length, so they may be null
FOREVER = 32767


def span(text):
    if text.endswith("+"):
        return int(text[:-1]), FOREVER
    low, _, high = text.partition("-")
    return int(low), int(high or low)


@dataclass
class Field:
    name: str
    kind: str  # element type: a primitive or a struct's name
    is_array: bool
    versions: tuple
    null: tuple | None = None
    tag: int | None = None
    default: str | None = None
    fields: list = field(default_factory=list)

    def is_struct(self):
        return self.kind not in CPP and self.kind != "records"


def parse_field(words, where):
    name, kind, *rest = words
    versions, null, tag, default = (0, FOREVER), None, None, None
    while rest:
        word = rest.pop(0)
        if word == "null":
            null = span(rest.pop(0))
        elif word == "tag":
            tag, versions = int(rest.pop(0)), span(rest.pop(0))
        elif word == "default":
            default = rest.pop(0)
        elif re.fullmatch(r"\d+(\+|-\d+)", word):
            versions = span(word)
        else:
            sys.exit(f"{where}: what is '{word}'?")
    return Field(name, kind.removeprefix("[]"), kind.startswith("[]"), versions, null, tag, default)


class Api:
    def __init__(self, path):
        self.file = Path(path).stem
        self.messages = {}
        stack = []
        for number, line in enumerate(Path(path).read_text().splitlines(), 1):
            where = f"{path}:{number}"
            words = line.split("#")[0].split()
            if not words:
                continue
            depth = (len(line) - len(line.lstrip())) // 2
            if words[0] == "api":
                self.name, self.key = words[1], int(words[2])
                self.low, self.high = span(words[4])
                self.flexible = FOREVER if words[6] == "never" else int(words[6])
            elif depth == 0:
                stack = [self.messages.setdefault(words[0], [])]
            else:
                if depth > len(stack):
                    sys.exit(f"{where}: indented too far")
                entry = parse_field(words, where)
                del stack[depth:]
                stack[-1].append(entry)
                stack.append(entry.fields)


def when(api, versions, outer):
    """The condition under which a field is there, or '' for always. `outer` is what holds around it."""
    tests = []
    if versions[0] > outer[0]:
        tests.append(f"version >= {versions[0]}")
    if versions[1] < outer[1]:
        tests.append(f"version <= {versions[1]}")
    return " && ".join(tests)


def element_type(entry, request):
    if entry.kind == "records":
        return "std::string_view" if request else "std::string"
    return CPP.get(entry.kind, entry.kind)


def member(entry, request, pad):
    kind = element_type(entry, request)
    if entry.is_array:
        kind = f"std::vector<{kind}>"
    if entry.null:
        kind = f"std::optional<{kind}>"
    value = ""
    if not entry.is_array and not entry.null and entry.kind not in ("string", "bytes", "records", "uuid"):
        value = entry.default or ("false" if entry.kind == "bool" else "0")
        value = "" if entry.is_struct() else f" = {value}"
        if value == " = -2147483648":
            value = " = INT32_MIN"
    return f"{pad}{kind} {entry.name}{value};"


def struct(name, fields, request, pad=""):
    lines = [f"{pad}struct {name} {{"]
    for entry in fields:
        if entry.is_struct():
            lines += struct(entry.kind, entry.fields, request, pad + "    ")
    lines += [member(entry, request, pad + "    ") for entry in fields]
    lines += [f"{pad}    bool operator==(const {name}&) const = default;", f"{pad}}};"]
    return lines


def read_one(entry, target, null_now):
    if entry.is_struct():
        return f"decode_part(in, version, {target});"
    if entry.kind in COUNTED:
        return f"in.{entry.kind}(flexible, {null_now}, {target});" if entry.null and not entry.is_array else f"in.{entry.kind}(flexible, {target});"
    return f"{target} = in.{entry.kind}{'ean' if entry.kind == 'bool' else ''}();"


def write_one(entry, source, null_now):
    if entry.is_struct():
        return f"encode_part(out, version, {source});"
    if entry.kind in COUNTED:
        return f"out.{entry.kind}(flexible, {null_now}, {source});" if entry.null and not entry.is_array else f"out.{entry.kind}(flexible, {source});"
    return f"out.{entry.kind}{'ean' if entry.kind == 'bool' else ''}({source});"


def null_test(api, entry, outer):
    if not entry.null:
        return "false"
    low, high = entry.null
    tests = ([f"version >= {low}"] if low > max(outer[0], entry.versions[0]) else []) + \
            ([f"version <= {high}"] if high < min(outer[1], entry.versions[1]) else [])
    return " && ".join(tests) or "true"


def read_field(api, entry, outer, flexible_name="flexible"):
    target = f"value.{entry.name}"
    null_now = null_test(api, entry, outer)
    if not entry.is_array:
        return [read_one(entry, target, null_now)]
    place = f"{target}.emplace()" if entry.null else target
    item = read_one(entry, "list.emplace_back()", "false")
    return [f"if (auto count = in.array(flexible, {null_now}); count >= 0) {{",
            f"    auto& list = {place};",
            "    list.reserve(in.reservable(count));",
            f"    for (; count > 0 && in.ok(); --count) {item}",
            "}"]


def write_field(api, entry, outer):
    source = f"value.{entry.name}"
    null_now = null_test(api, entry, outer)
    if not entry.is_array:
        return [write_one(entry, source, null_now)]
    item = write_one(entry, "item", "false")
    if not entry.null:
        return [f"out.array(flexible, {source}.size());", f"for (const auto& item : {source}) {item}"]
    return [f"if ({source}) {{", f"    out.array(flexible, {source}->size());",
            f"    for (const auto& item : *{source}) {item}", "} else {",
            f"    out.null_array(flexible, {null_now});", "}"]


def guarded(condition, body, pad):
    if condition:
        body = [f"if ({condition}) {{", *["    " + line for line in body], "}"]
    return [pad + line for line in body]


def codec(api, full, fields, request, outer):
    """decode_part and encode_part of one struct, inner structs first."""
    lines = []
    for entry in fields:
        if entry.is_struct():
            inner = max(outer[0], entry.versions[0]), min(outer[1], entry.versions[1])
            lines += codec(api, f"{full}::{entry.kind}", entry.fields, request, inner)
    plain = [entry for entry in fields if entry.tag is None]
    tagged = sorted((entry for entry in fields if entry.tag is not None), key=lambda entry: entry.tag)
    flexible = f"    [[maybe_unused]] const bool flexible = version >= {api.flexible};"
    if api.flexible == FOREVER:
        flexible = "    [[maybe_unused]] constexpr bool flexible = false;"
    lines += [f"void decode_part(Reader& in, [[maybe_unused]] std::int16_t version, {full}& value) {{", flexible]
    for entry in plain:
        lines += guarded(when(api, entry.versions, outer), read_field(api, entry, outer), "    ")
    if tagged:
        lines += ["    if (!flexible) return;", "    in.tags([&](std::uint32_t tag, Reader& in) {", "        switch (tag) {"]
        for entry in tagged:
            condition = when(api, entry.versions, outer)
            lines += [f"        case {entry.tag}:", *guarded(condition, read_field(api, entry, outer), "            "),
                      "            break;"]
        lines += ["        default: break;", "        }", "    });"]
    elif api.flexible != FOREVER:
        lines += ["    if (flexible) in.skip_tags();"]
    lines += ["}", f"void encode_part(Writer& out, [[maybe_unused]] std::int16_t version, const {full}& value) {{", flexible]
    for entry in plain:
        lines += guarded(when(api, entry.versions, outer), write_field(api, entry, outer), "    ")
    if tagged:
        lines += ["    if (!flexible) return;", "    TagWriter tags;", f"    const {full} defaults;"]
        for entry in tagged:
            condition = when(api, entry.versions, outer)
            differs = f"value.{entry.name} != defaults.{entry.name}"
            lines += guarded(f"{condition} && {differs}" if condition else differs,
                             [f"auto& out = tags.add({entry.tag});", *write_field(api, entry, outer)], "    ")
        lines += ["    tags.write_to(out);"]
    elif api.flexible != FOREVER:
        lines += ["    if (flexible) out.no_tags();"]
    lines += ["}", ""]
    return lines


def header(api):
    lines = [f"// Made by tools/kafka_schema.py from {api.file}.schema; do not edit.", "#pragma once", "",
             '#include "broker/protocol/message.h"', "", "namespace atlas::broker::protocol {", ""]
    for kind, fields in api.messages.items():
        lines += [*struct(api.name + kind.capitalize(), fields, kind == "request"), ""]
    flexible = f"{api.flexible}"
    lines += [f"struct {api.name} {{", f"    static constexpr std::int16_t key = {api.key};",
              f'    static constexpr std::string_view name = "{api.name}";',
              f"    static constexpr std::int16_t version_min = {api.low};",
              f"    static constexpr std::int16_t version_max = {api.high};",
              f"    static constexpr std::int16_t flexible_from = {flexible};",
              f"    using Request = {api.name}Request;", f"    using Response = {api.name}Response;", "};", ""]
    for kind in api.messages:
        full = api.name + kind.capitalize()
        lines += [f"void decode(Reader& in, std::int16_t version, {full}& value);",
                  f"void encode(Writer& out, std::int16_t version, const {full}& value);"]
    return lines + ["", "}  // namespace atlas::broker::protocol"]


def source(api):
    lines = [f"// Made by tools/kafka_schema.py from {api.file}.schema; do not edit.",
             f'#include "broker/protocol/{api.file}.h"', "", '#include "broker/protocol/reader.h"',
             '#include "broker/protocol/writer.h"', "", "namespace atlas::broker::protocol {", "namespace {", ""]
    for kind, fields in api.messages.items():
        lines += codec(api, api.name + kind.capitalize(), fields, kind == "request", (api.low, api.high))
    lines += ["}  // namespace", ""]
    for kind in api.messages:
        full = api.name + kind.capitalize()
        lines += [f"void decode(Reader& in, std::int16_t version, {full}& value) {{", "    decode_part(in, version, value);", "}",
                  f"void encode(Writer& out, std::int16_t version, const {full}& value) {{",
                  "    encode_part(out, version, value);", "}"]
    return lines + ["", "}  // namespace atlas::broker::protocol"]


def listing(apis):
    return ["// Made by tools/kafka_schema.py; do not edit.", "#pragma once", "", "#include <tuple>", "",
            *[f'#include "broker/protocol/{api.file}.h"' for api in apis], "", "namespace atlas::broker::protocol {", "",
            "/// Every API that has a schema; for tests and tools (heavy).",
            "using AllApis = std::tuple<" + ", ".join(api.name for api in apis) + ">;", "",
            "}  // namespace atlas::broker::protocol"]


def write(path, lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")


if sys.argv[1] == "--list":
    write(Path(sys.argv[2]), listing([Api(path) for path in sys.argv[3:]]))
else:
    made = Api(sys.argv[1])
    write(Path(sys.argv[2]) / f"{made.file}.h", header(made))
    write(Path(sys.argv[2]) / f"{made.file}.cc", source(made))
