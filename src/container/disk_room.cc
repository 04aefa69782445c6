// SPDX-License-Identifier: Apache-2.0
#include "container/disk_room.h"

#include <algorithm>

#include <fmt/core.h>
#include <sys/statvfs.h>

#include "linux/error.h"

namespace atlas::container {

namespace {

constexpr std::uint64_t measure_every = 8 << 20;
constexpr std::uint64_t inodes_reserved = 1024;

}  // namespace

Result<> DiskRoom::measure() {
    struct statvfs status{};
    if (statvfs(directory_.c_str(), &status) != 0)
        return linux::last_error("statvfs " + directory_);
    const std::uint64_t available = status.f_bavail * status.f_frsize;
    free_ = available - std::min(available, reserve_);
    unmeasured_ = 0;
    measured_ = true;
    if (status.f_files > 0 && status.f_favail < inodes_reserved)
        return Error(ErrorCode::exhausted, "the file system has no inodes left");
    return {};
}

Result<> DiskRoom::check(std::uint64_t bytes) {
    if (taken_ + bytes > bytes_max_) {
        return Error(
            ErrorCode::exhausted,
            fmt::format("the layer unpacks to more than {} bytes, the limit", bytes_max_)
        );
    }
    if (measured_ && unmeasured_ < measure_every && unmeasured_ + bytes <= free_) return {};
    ATLAS_TRY(measure());
    if (bytes <= free_) return {};
    return Error(
        ErrorCode::exhausted,
        fmt::format(
            "no room to unpack the layer: {} bytes more are wanted, {} are free beside a reserve "
            "of "
            "{}",
            bytes,
            free_,
            reserve_
        )
    );
}

Result<> DiskRoom::take(std::uint64_t bytes) {
    ATLAS_TRY(check(bytes));
    taken_ += bytes;
    unmeasured_ += bytes;
    return {};
}

std::uint64_t reserve_of(const std::string& directory) {
    struct statvfs status{};
    if (statvfs(directory.c_str(), &status) != 0) return 0;
    const std::uint64_t size = status.f_blocks * status.f_frsize;
    return std::clamp<std::uint64_t>(size / 20, 64 << 20, 1 << 30);
}

}  // namespace atlas::container
