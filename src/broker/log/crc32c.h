// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace atlas::broker {

/// CRC-32C (Castagnoli), the checksum of record batches. `before` continues from an earlier result.
/// Uses the processor's instruction if it has one. Any thread.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0);
/// The same by table, for processors without that instruction; public so that a test can compare.
std::uint32_t crc32c_by_table(std::string_view bytes, std::uint32_t before = 0);

}  // namespace atlas::broker
