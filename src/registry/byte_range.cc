// SPDX-License-Identifier: Apache-2.0
#include "registry/byte_range.h"

#include <charconv>

namespace atlas::registry {
namespace {

std::optional<std::uint64_t> whole_number(std::string_view text) {
    std::uint64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

RangeKind read_range(std::string_view header, std::uint64_t size, ByteRange& range) {
    constexpr std::string_view unit = "bytes=";
    if (!header.starts_with(unit)) return RangeKind::whole;
    header.remove_prefix(unit.size());
    auto dash = header.find('-');
    if (dash == std::string_view::npos) return RangeKind::whole;
    auto first = whole_number(header.substr(0, dash));
    auto last = whole_number(header.substr(dash + 1));
    bool suffix = dash == 0;
    bool open = dash + 1 == header.size();
    if ((suffix && !last) || (!suffix && !first) || (!suffix && !open && !last)) {
        return RangeKind::whole;
    }
    if (size == 0 || (suffix && *last == 0)) return RangeKind::unsatisfiable;
    if (suffix) {
        range = {size - std::min(*last, size), size - 1};
        return RangeKind::part;
    }
    if (last && *last < *first) return RangeKind::whole;
    if (*first >= size) return RangeKind::unsatisfiable;
    range = {*first, open ? size - 1 : std::min(*last, size - 1)};
    return RangeKind::part;
}

}  // namespace atlas::registry
