// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace atlas::linux {

/// The bytes that this process can still write to the file system of `path`. For root they include
/// the blocks that the file system reserves for root.
Result<std::uint64_t> free_room(const std::string& path);

/// Allocates blocks for the first `bytes` of an existing file without changing its size, so that a
/// later write there needs no free space. A truncation frees the blocks beyond the new end.
/// exhausted: no space left; io or invalid_argument: the file system does not support it.
Result<> reserve_room(const std::string& path, std::uint64_t bytes);

}  // namespace atlas::linux
