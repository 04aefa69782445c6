// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "broker/compression/unpack.h"

namespace atlas::broker {

/// For tests and fuzzing: what a producer would send. Snappy in its raw form.
std::string pack(Codec codec, std::string_view bytes);
/// Snappy as Java's clients send it: blocks of `block_bytes` in xerial's frame.
std::string pack_xerial(std::string_view bytes, std::size_t block_bytes);

}  // namespace atlas::broker
