// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace atlas::linux {

/// Bytes that this process may still write to the file system of `path`; root's include those that
/// are kept for root.
Result<std::uint64_t> free_room(const std::string& path);

/// Gives a file blocks for its first `bytes`, whatever its size, which stays: what is written there
/// later finds room. A truncation gives those behind its end back. exhausted: no room; io,
/// invalid_argument: the file system cannot.
Result<> reserve_room(const std::string& path, std::uint64_t bytes);

}  // namespace atlas::linux
