// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Included by every generated message.
namespace atlas::broker::protocol {

class Reader;
class Writer;

/// The length of a string is an int16 before KIP-482; Kafka keeps this limit in compact strings.
inline constexpr std::size_t string_bytes_max = 0x7fff;

/// The id of a topic or of a log directory: 16 raw bytes; all zero means none.
struct Uuid {
    std::array<std::uint8_t, 16> bytes{};
    bool operator==(const Uuid&) const = default;
    auto operator<=>(const Uuid&) const = default;
    bool is_zero() const { return *this == Uuid{}; }
};

}  // namespace atlas::broker::protocol
