// SPDX-License-Identifier: Apache-2.0
#include "store/row_digest.h"

#include <cstring>

#include <fmt/core.h>

#include "crypto/digest.h"

namespace atlas::store {
namespace {

// Includes the lengths, so that ("a", "bc") and ("ab", "c") differ.
std::array<std::uint64_t, 2> digest_of(
    std::string_view table, std::string_view key, std::string_view value
) {
    const auto bytes =
        crypto::sha256(fmt::format("{} {} {}{}{}", table.size(), key.size(), table, key, value));
    std::array<std::uint64_t, 2> parts{};
    std::memcpy(parts.data(), bytes.data(), sizeof parts);
    return parts;
}

}  // namespace

void RowDigest::add(std::string_view table, std::string_view key, std::string_view value) {
    const auto parts = digest_of(table, key, value);
    sum_[0] += parts[0];
    sum_[1] += parts[1];
}

void RowDigest::remove(std::string_view table, std::string_view key, std::string_view value) {
    const auto parts = digest_of(table, key, value);
    sum_[0] -= parts[0];
    sum_[1] -= parts[1];
}

std::string RowDigest::hex() const {
    return fmt::format("{:016x}{:016x}", sum_[0], sum_[1]);
}

}  // namespace atlas::store
