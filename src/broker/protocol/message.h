// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What every generated message needs: its fields' kinds, and the two that move it over the wire.
namespace atlas::broker::protocol {

class Reader;
class Writer;

/// A topic's or a directory's id: 16 raw bytes, all zero for none.
struct Uuid {
    std::array<std::uint8_t, 16> bytes{};
    bool operator==(const Uuid&) const = default;
    auto operator<=>(const Uuid&) const = default;
    bool is_zero() const { return *this == Uuid{}; }
};

}  // namespace atlas::broker::protocol
