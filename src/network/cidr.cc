// SPDX-License-Identifier: Apache-2.0
#include "network/cidr.h"

#include <algorithm>
#include <charconv>

#include <arpa/inet.h>

namespace atlas::network {
namespace {

std::uint32_t mask(int bits) {
    return bits == 0 ? 0 : ~std::uint32_t{0} << (32 - bits);
}

std::optional<int> parse_bits(std::string_view text, int most) {
    int bits = 0;
    auto read = std::from_chars(text.data(), text.data() + text.size(), bits);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    if (bits < 0 || bits > most) return std::nullopt;
    return bits;
}

}  // namespace

bool Cidr::contains(std::uint32_t address) const {
    return (address & mask(bits)) == base;
}

bool Cidr::contains(const Cidr& other) const {
    return other.bits >= bits && contains(other.base);
}

bool Cidr::overlaps(const Cidr& other) const {
    return contains(other) || other.contains(*this);
}

std::string Cidr::text() const {
    return address_text(base) + "/" + std::to_string(bits);
}

std::optional<std::uint32_t> parse_address(std::string_view text) {
    in_addr address{};
    if (::inet_pton(AF_INET, std::string(text).c_str(), &address) != 1) return std::nullopt;
    return ntohl(address.s_addr);
}

std::optional<Cidr> parse_cidr(std::string_view text) {
    auto slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    auto address = parse_address(text.substr(0, slash));
    auto bits = parse_bits(text.substr(slash + 1), 32);
    if (!address || !bits) return std::nullopt;
    return Cidr{*address & mask(*bits), *bits};
}

std::string address_text(std::uint32_t address) {
    in_addr raw{htonl(address)};
    char text[INET_ADDRSTRLEN] = {};
    ::inet_ntop(AF_INET, &raw, static_cast<char*>(text), sizeof text);
    return static_cast<const char*>(text);
}

std::optional<std::string> normal_cidr6(std::string_view text) {
    auto slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    auto bits = parse_bits(text.substr(slash + 1), 128);
    in6_addr address{};
    if (!bits || ::inet_pton(AF_INET6, std::string(text.substr(0, slash)).c_str(), &address) != 1)
        return std::nullopt;
    for (int at = 0; at < 16; ++at) {
        int kept = std::clamp(*bits - at * 8, 0, 8);
        address.s6_addr[at] &= static_cast<std::uint8_t>(0xff << (8 - kept));
    }
    char normal[INET6_ADDRSTRLEN] = {};
    ::inet_ntop(AF_INET6, &address, static_cast<char*>(normal), sizeof normal);
    return std::string(static_cast<const char*>(normal)) + "/" + std::to_string(*bits);
}

}  // namespace atlas::network
