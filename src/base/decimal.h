// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace atlas {

/// A whole number of decimal digits and nothing else, as texts of APIs hold it; nothing for any
/// other text, and for one above INT64_MAX. The standard library's stoi and its kind throw for
/// those, which nobody here catches: tools/tidy.py refuses them.
std::optional<std::int64_t> parse_decimal(std::string_view text);

}  // namespace atlas
