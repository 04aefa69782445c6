// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atlas::network {

/// A range of IPv4 addresses in host byte order; the host bits of `base` are 0.
struct Cidr {
    std::uint32_t base = 0;
    int bits = 32;

    std::uint64_t size() const { return std::uint64_t{1} << (32 - bits); }
    bool contains(std::uint32_t address) const;
    bool contains(const Cidr& other) const;
    bool overlaps(const Cidr& other) const;
    std::string text() const;
    bool operator==(const Cidr&) const = default;
};

/// Clears host bits as AWS does: "10.0.1.7/16" is 10.0.0.0/16. Nothing for invalid text.
std::optional<Cidr> parse_cidr(std::string_view text);
std::optional<std::uint32_t> parse_address(std::string_view text);
std::string address_text(std::uint32_t address);
/// An IPv6 range in canonical form with host bits 0; nothing for invalid text.
std::optional<std::string> normal_cidr6(std::string_view text);

}  // namespace atlas::network
