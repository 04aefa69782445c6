// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace atlas::container {

/// A budget for writing below a folder: a limit of its own, and the free space of the file system
/// less a reserve for others. Measures the file system again after every 8 MiB, because others
/// write too. One thread.
class DiskRoom {
public:
    DiskRoom(std::string directory, std::uint64_t bytes_max, std::uint64_t reserve_bytes)
        : directory_(std::move(directory)), bytes_max_(bytes_max), reserve_(reserve_bytes) {}

    /// Call before writing `bytes`; counts them. exhausted: they must not be written.
    Result<> take(std::uint64_t bytes);
    /// Whether `take(bytes)` would succeed.
    Result<> check(std::uint64_t bytes);

private:
    Result<> measure();

    const std::string directory_;
    const std::uint64_t bytes_max_;
    const std::uint64_t reserve_;
    std::uint64_t taken_ = 0;
    std::uint64_t free_ = 0;        // above the reserve, at the last measurement
    std::uint64_t unmeasured_ = 0;  // taken since then
    bool measured_ = false;
};

/// The space that unpacking leaves free: a twentieth of the file system, at least 64 MiB and at
/// most 1 GiB.
std::uint64_t reserve_of(const std::string& directory);

}  // namespace atlas::container
