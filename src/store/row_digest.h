// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

/// Inside store only.
namespace atlas::store {

/// One number for a whole set of rows, whatever their order: the sum of a 128-bit digest of each.
/// Adding and removing rows keeps it up to date, so a commit need not read all rows again.
class RowDigest {
public:
    void add(std::string_view table, std::string_view key, std::string_view value);
    void remove(std::string_view table, std::string_view key, std::string_view value);
    /// 32 lower-case hex digits.
    std::string hex() const;
    bool operator==(const RowDigest&) const = default;

private:
    std::array<std::uint64_t, 2> sum_{};
};

}  // namespace atlas::store
