// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace atlas::aws {

/// Whether the whole of `text` matches a model's expression (ShapeRules::expression, RE2's syntax).
/// Takes time linear in the text and bounded memory; bytes that are not UTF-8 match nothing. Each
/// expression is compiled at its first use and kept. Any thread.
bool matches(std::string_view expression, std::string_view text);

}  // namespace atlas::aws
