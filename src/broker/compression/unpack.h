// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace atlas::broker {

/// How the records of a batch are packed, in the numbers of its attributes.
enum class Codec : std::uint8_t { none = 0, gzip = 1, snappy = 2, lz4 = 3, zstd = 4 };

/// Replaces `into` by what `packed` holds. invalid_argument: not what the codec writes, or more
/// behind it; exhausted: more than `bytes_max`. After an error `into` holds anything. The memory
/// used is bounded by `bytes_max` whatever the payload claims. Any thread.
Result<> unpack(Codec codec, std::string_view packed, std::size_t bytes_max, std::string& into);

}  // namespace atlas::broker
