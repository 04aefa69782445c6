# SPDX-License-Identifier: Apache-2.0
"""Reads as much of HCL as a lint needs: blocks with their labels, the names of their arguments, the blocks within.

Expressions are skipped, not understood: strings with their templates, heredocs, comments and brackets are all that
has to be known to find where an expression ends.
"""
import re
from dataclasses import dataclass, field

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
HEREDOC = re.compile(r"<<-?([A-Za-z_]\w*)\n")
OPENING, CLOSING = "([{", ")]}"


@dataclass
class Block:
    kind: str
    labels: list
    line: int
    arguments: dict = field(default_factory=dict)  # name -> line
    blocks: list = field(default_factory=list)


class Reader:
    """One pass over a file's text; `at` is where the pass has come to."""

    def __init__(self, text):
        self.text = text
        self.at = 0

    def line(self):
        return self.text.count("\n", 0, self.at) + 1

    def skip_space(self, newlines):
        while self.at < len(self.text):
            rest = self.text[self.at:self.at + 2]
            if rest[0] == "#" or rest == "//":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif rest == "/*":
                self.at = self.text.index("*/", self.at) + 2
            elif rest[0] in " \t\r" or (newlines and rest[0] == "\n"):
                self.at += 1
            else:
                return

    def skip_string(self):
        """Past a quoted string; a template in it may hold strings of its own."""
        self.at += 1
        while self.text[self.at] != '"':
            if self.text[self.at] == "\\":
                self.at += 2
            elif self.text[self.at:self.at + 2] in ("${", "%{") and self.text[self.at - 1] not in "$%":
                self.at += 1
                self.skip_brackets()
            else:
                self.at += 1
        self.at += 1

    def skip_brackets(self):
        depth = 0
        while True:
            self.skip_space(newlines=True)
            character = self.text[self.at]
            if character == '"':
                self.skip_string()
                continue
            depth += (character in OPENING) - (character in CLOSING)
            self.at += 1
            if depth == 0:
                return

    def skip_expression(self):
        """To the end of an argument's line, or before the brace that ends a one-line block."""
        while True:
            self.skip_space(newlines=False)
            if self.at >= len(self.text) or self.text[self.at] in "\n}":
                return
            if self.text[self.at] == '"':
                self.skip_string()
            elif self.text[self.at] in OPENING:
                self.skip_brackets()
            elif heredoc := HEREDOC.match(self.text, self.at):
                end = re.compile(rf"^\s*{heredoc[1]}$", re.M).search(self.text, heredoc.end())
                self.at = end.end()
            else:
                self.at += 1

    def read_body(self, block):
        """Fills `block` up to its closing brace, or to the end of the file for the outermost one."""
        while True:
            self.skip_space(newlines=True)
            if self.at >= len(self.text):
                return
            if self.text[self.at] == "}":
                self.at += 1
                return
            self.read_member(block)

    def read_member(self, block):
        line = self.line()
        name = WORD.match(self.text, self.at)
        if not name:
            raise ValueError(f"line {line}: neither an argument nor a block")
        self.at = name.end()
        self.skip_space(newlines=False)
        if self.text[self.at] == "=":
            self.at += 1
            block.arguments[name[0]] = line
            self.skip_expression()
            return
        inner = Block(name[0], [], line)
        while self.text[self.at] != "{":
            start = self.at
            self.skip_string()
            inner.labels.append(self.text[start + 1:self.at - 1])
            self.skip_space(newlines=False)
        self.at += 1
        self.read_body(inner)
        block.blocks.append(inner)


def parse(text):
    """The file as one outermost Block. Raises ValueError or IndexError where the text is not HCL."""
    file = Block("file", [], 1)
    Reader(text).read_body(file)
    return file
