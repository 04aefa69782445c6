// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace atlas::container {

/// What may be written below a folder: a limit of its own and what the file system has free, less a
/// reserve for others. Asks the file system again after every few MiB, since others write too. One
/// thread.
class DiskRoom {
public:
    DiskRoom(std::string directory, std::uint64_t bytes_max, std::uint64_t reserve_bytes)
        : directory_(std::move(directory)), bytes_max_(bytes_max), reserve_(reserve_bytes) {}

    /// To be asked before so much is written. exhausted: it may not be.
    Result<> take(std::uint64_t bytes);
    /// Whether so much could be taken now.
    Result<> check(std::uint64_t bytes);

private:
    Result<> measure();

    const std::string directory_;
    const std::uint64_t bytes_max_;
    const std::uint64_t reserve_;
    std::uint64_t taken_ = 0;
    std::uint64_t free_ = 0;        // above the reserve, when it was measured
    std::uint64_t unmeasured_ = 0;  // taken since
    bool measured_ = false;
};

/// What unpacking leaves free: a twentieth of the file system, at least 64 MiB, at most 1 GiB.
std::uint64_t reserve_of(const std::string& directory);

}  // namespace atlas::container
