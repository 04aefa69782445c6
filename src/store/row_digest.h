// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

/// Included only within store.
namespace atlas::store {

/// A digest of a set of rows, independent of their order: the sum of a 128-bit digest of each row
/// (docs/formats/store.md). Adding and removing rows updates it, so a commit need not read all rows
/// again. It detects damage, not manipulation.
class RowDigest {
public:
    void add(std::string_view table, std::string_view key, std::string_view value);
    /// The row must have been added with the same value.
    void remove(std::string_view table, std::string_view key, std::string_view value);
    /// 32 lower-case hex digits.
    std::string hex() const;
    bool operator==(const RowDigest&) const = default;

private:
    std::array<std::uint64_t, 2> sum_{};
};

}  // namespace atlas::store
