// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json/value.h"

namespace atlas::cli {

/// Of every object that `atlas --json` prints, as member `Schema`. Members are only ever added
/// under one number; docs/cli.md names them.
constexpr int json_schema = 1;

/// Prints a whole document, on several lines, with its schema.
void print_document(json::Object members);
/// Prints one object of a stream, on one line, with the schema, at once.
void print_line(json::Object members);

}  // namespace atlas::cli
