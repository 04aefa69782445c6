// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace atlas::container {

/// Limits shared by the containers of a group, besides each one's own. 0 = no limit.
struct SharedLimits {
    std::int64_t memory_bytes = 0;
    std::int64_t cpu_shares = 0;
    std::int64_t cpu_quota_us = 0;  // per period of 100 ms
};

/// Makes the control group `group` if it does not exist, an empty group `child` for a container in
/// it, and sets the shared limits; works on v1, hybrid and v2. The child keeps the group alive, so
/// other children may be removed concurrently with this call. Paths as in a bundle,
/// "/atlas/<region>/<group>/<id>". Blocking; any thread.
Result<> make_shared_cgroup(
    const std::string& group,
    const std::string& child,
    const SharedLimits& limits,
    const std::string& root = "/sys/fs/cgroup"
);

}  // namespace atlas::container
