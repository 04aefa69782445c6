// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "cli/region_client.h"

namespace atlas::cli {

/// The moments at which it is worth looking at the region again.
class FollowRegion {
public:
    explicit FollowRegion(const RegionClient& region) : region_(region) {}
    /// The first call returns at once; each after it when something has changed since the one
    /// before, after a second, or after an interrupt. While no region answers, every quarter of a
    /// second: nobody else tells when it is back.
    void next();

private:
    const RegionClient& region_;
    std::int64_t known_ = 0;
};

}  // namespace atlas::cli
