// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace atlas::aws {

/// Whether the whole of `text` matches an expression of the generated models
/// (ShapeRules::expression, in RE2's syntax). Needs time linear in the text and bounded memory.
/// Bytes that are not UTF-8 match nothing. `expression` must outlive the process, as the generated
/// constants do: it is compiled at its first use, and the cache keeps a view of it. Any thread.
bool matches(std::string_view expression, std::string_view text);

}  // namespace atlas::aws
