// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace atlas::broker {

/// The compression of a batch's records, with the numbers of its attributes.
enum class Codec : std::uint8_t { none = 0, gzip = 1, snappy = 2, lz4 = 3, zstd = 4 };

/// Decompresses `packed` into `into`, replacing its contents. Errors: invalid_argument (malformed,
/// incomplete or followed by other bytes), exhausted (more than `bytes_max`, or no memory for the
/// codec). After an error the contents of `into` are undefined. Memory is bounded by `bytes_max`,
/// whatever sizes the payload claims. Any thread.
Result<> unpack(Codec codec, std::string_view packed, std::size_t bytes_max, std::string& into);

}  // namespace atlas::broker
