// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "broker/compression/unpack.h"

namespace atlas::broker {

/// For tests and fuzzing: compresses as a producer does; snappy in its raw format.
std::string pack(Codec codec, std::string_view bytes);
/// Snappy as Java clients send it: blocks of `block_bytes` in the frame format of xerial's
/// snappy-java.
std::string pack_xerial(std::string_view bytes, std::size_t block_bytes);

}  // namespace atlas::broker
