// SPDX-License-Identifier: Apache-2.0
#include "base/decimal.h"

#include <charconv>

namespace atlas {

std::optional<std::int64_t> parse_decimal(std::string_view text) {
    std::int64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data(), end, number);
    // from_chars accepts a minus sign but no plus sign and no white space.
    if (text.empty() || text[0] == '-' || failure != std::errc{} || stopped != end)
        return std::nullopt;
    return number;
}

}  // namespace atlas
