#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks every resource, data source and ephemeral resource of terraform/ against AWS provider 6.x, by names.

Provider 5.100 checks itself (`terraform validate`); this answers for 6.x: does the type exist, is each argument and
block known, is nothing required left out. Usage: lint.py. Exit 0 clean, 1 findings, 77 the names cannot be had.
"""
import sys
from pathlib import Path

import hcl
import provider_schema

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("resource", "data", "ephemeral")
META = {"count", "for_each", "depends_on", "provider", "lifecycle", "provisioner", "connection"}


def blocks_of_provider(folder):
    """(path, block) of everything that the AWS provider makes or reads."""
    for path in sorted(folder.rglob("*.tf")):
        if ".terraform" in path.parts:
            continue
        for block in hcl.parse(path.read_text()).blocks:
            if block.kind in KINDS and block.labels[0].startswith("aws_"):
                yield path, block


def contents(block):
    """(name, line, block or None) of a block's members, a dynamic block taken as what it makes."""
    for name, line in block.arguments.items():
        yield name, line, None
    for inner in block.blocks:
        if inner.kind == "dynamic":
            yield inner.labels[0], inner.line, next(each for each in inner.blocks if each.kind == "content")
        else:
            yield inner.kind, inner.line, inner


def findings(schema, interface, block, where):
    known = schema.members(interface)
    given = set()
    for name, line, inner in contents(block):
        if name in META:
            continue
        given.add(name)
        if name not in known:
            yield f"{where}:{line}: {interface} has no `{name}` in provider 6.x"
        elif inner and schema.members(known[name][1]) is not None:
            yield from findings(schema, known[name][1], inner, where)
    for name, (required, _) in known.items():
        if required and name not in given:
            yield f"{where}:{block.line}: {interface} requires `{name}` in provider 6.x"


def lint(folder, archive):
    """All findings in a folder of Terraform files, and how many blocks were looked at."""
    blocks = list(blocks_of_provider(folder))
    schema = provider_schema.ProviderSchema(archive, {(block.kind, block.labels[0]) for _, block in blocks})
    found = []
    for path, block in blocks:
        where = path.relative_to(folder)
        type_schema = schema.types.get((block.kind, block.labels[0]))
        if type_schema is None:
            found.append(f"{where}:{block.line}: {block.kind} {block.labels[0]} does not exist in provider 6.x")
        else:
            found.extend(findings(type_schema, type_schema.top, block, where))
    return found, len(blocks)


def main():
    try:
        archive = provider_schema.download(ROOT / "build" / "cache")
    except provider_schema.Unavailable as reason:
        print(f"skipped: {reason}")
        return 77
    found, blocks = lint(ROOT / "terraform", archive)
    print("\n".join(found) or f"{blocks} blocks fit provider 6.x")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
