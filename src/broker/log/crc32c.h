// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace atlas::broker {

/// CRC-32C (Castagnoli), as record batches carry it. `before` continues an earlier one. Uses the
/// processor's instruction where it has one. Any thread.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0);
/// The same by table, for processors without it; here so that a test can compare.
std::uint32_t crc32c_by_table(std::string_view bytes, std::uint32_t before = 0);

}  // namespace atlas::broker
