// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json/value.h"

namespace atlas::cli {

/// The member `Schema` of every object that `atlas --json` prints. Within one schema, members are
/// only added. docs/cli.md lists them.
constexpr int json_schema = 1;

/// Prints one document over several lines, with its schema.
void print_document(json::Object members);
/// Prints one object of a stream on one line, with its schema, and flushes.
void print_line(json::Object members);

}  // namespace atlas::cli
