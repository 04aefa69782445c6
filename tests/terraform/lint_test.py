#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The lint finds what it is for: the reader on awkward HCL, the names on a small provider of its own."""
import io
import tarfile
import tempfile
import unittest
from pathlib import Path

import hcl
import lint
import provider_schema

DECLARATIONS = """
export interface ThingConfig extends cdktn.TerraformMetaArguments {
    /**
    * Docs at Terraform Registry: {@link https://x/thing#name Thing#name}
    */
    readonly name: string;
    /**
    * Docs at Terraform Registry: {@link https://x/thing#tags Thing#tags}
    */
    readonly tags?: {
        [key: string]: string;
    };
    /**
    * part block
    *
    * Docs at Terraform Registry: {@link https://x/thing#part Thing#part}
    */
    readonly part?: ThingPart[] | cdktn.IResolvable;
}
export interface ThingPart {
    /**
    * Docs at Terraform Registry: {@link https://x/thing#size Thing#size}
    */
    readonly size: number;
}
"""


class ReadsHcl(unittest.TestCase):
    def test_strings_templates_heredocs_and_comments_do_not_end_a_block(self):
        file = hcl.parse('''
            resource "aws_a" "b" { # } not the end
              one = "quote \\" brace } ${jsonencode({ a = "}" })}" // }
              two = <<-EOT
                } neither
              EOT
              /* } */
              three = [for x in y : { z = x } if x != "}"]
              inner { four = 4 }
            }
            locals { five = 5 }
        ''')
        resource, local = file.blocks
        self.assertEqual(list(resource.arguments), ["one", "two", "three"])
        self.assertEqual(list(resource.blocks[0].arguments), ["four"])
        self.assertEqual((resource.labels, resource.line, local.kind), (["aws_a", "b"], 2, "locals"))


class FindsWhatIsWrong(unittest.TestCase):
    def findings(self, text):
        with tempfile.TemporaryDirectory() as scratch:
            archive = Path(scratch) / "package.tgz"
            with tarfile.open(archive, "w:gz") as package:
                entry = tarfile.TarInfo("package/lib/thing/index.d.ts")
                entry.size = len(DECLARATIONS)
                package.addfile(entry, io.BytesIO(DECLARATIONS.encode()))
            (Path(scratch) / "main.tf").write_text(text)
            return lint.lint(Path(scratch), archive)[0]

    def test_a_right_block_passes_with_meta_arguments_and_dynamic_blocks(self):
        self.assertEqual([], self.findings('''
            resource "aws_thing" "this" {
              for_each = {}
              name     = "x"
              tags     = {}
              dynamic "part" {
                for_each = []
                content { size = 1 }
              }
              lifecycle { create_before_destroy = true }
            }'''))

    def test_an_unknown_argument_a_missing_one_and_an_unknown_type_are_found(self):
        self.assertEqual(
            ["main.tf:3: ThingConfig has no `other` in provider 6.x",
             "main.tf:4: ThingPart requires `size` in provider 6.x",
             "main.tf:2: ThingConfig requires `name` in provider 6.x",
             "main.tf:6: resource aws_gone does not exist in provider 6.x"],
            self.findings('\nresource "aws_thing" "this" {\n  other = 1\n  part {}\n}\nresource "aws_gone" "this" {}\n'))

    def test_folders_are_named_as_the_package_names_them(self):
        for block, folder in {("resource", "aws_lb"): "lb", ("data", "aws_region"): "data-aws-region",
                              ("ephemeral", "aws_x_y"): "ephemeral-aws-x-y"}.items():
            self.assertEqual(folder, provider_schema.ProviderSchema.folder(*block))


if __name__ == "__main__":
    unittest.main(verbosity=2)
