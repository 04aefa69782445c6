// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "cli/region_client.h"

namespace atlas::cli {

/// Decides when to look at the region again.
class FollowRegion {
public:
    explicit FollowRegion(const RegionClient& region) : region_(region) {}
    /// The first call returns at once. Later calls return when something has changed since the
    /// previous call, after one second, or after an interrupt. While no region answers they return
    /// every 250 ms, because nothing reports that it is back.
    void next();

private:
    const RegionClient& region_;
    std::int64_t known_ = 0;
};

}  // namespace atlas::cli
