// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace atlas::registry {

/// The bytes [first, last] of a resource.
struct ByteRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t length() const { return last - first + 1; }
};

enum class RangeKind : std::uint8_t { whole, part, unsatisfiable };

/// Parses a Range header (RFC 9110 §14) for a resource of `size` bytes. Supports one range; a
/// malformed header or several ranges mean the whole resource, as the RFC allows.
RangeKind read_range(std::string_view header, std::uint64_t size, ByteRange& range);

}  // namespace atlas::registry
