// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace atlas {

/// Parses a non-negative whole number, as it occurs in API parameters: decimal digits only, without
/// sign or white space, leading zeros allowed. nullopt for any other text and for a number above
/// INT64_MAX. Use it in place of the standard library's stoi and its relatives: those throw, no
/// code of Atlas catches it, and tools/tidy.py refuses them.
std::optional<std::int64_t> parse_decimal(std::string_view text);

}  // namespace atlas
