// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace atlas::container {

/// What the containers of a group may take together, whatever each may take of it. 0 = no limit.
struct SharedLimits {
    std::int64_t memory_bytes = 0;
    std::int64_t cpu_shares = 0;
    std::int64_t cpu_quota_us = 0;  // of each 100 ms
};

/// Makes the control group `group` where it is not there yet, the group `child` of a container in
/// it, empty, and sets what all its children may take together; v1, hybrid and v2. From then on it
/// stays as long as the child does: removals of other children's ends may run beside this call.
/// Both paths as a bundle's, "/atlas/<region>/<group>/<id>". Blocking; any thread.
Result<> make_shared_cgroup(
    const std::string& group,
    const std::string& child,
    const SharedLimits& limits,
    const std::string& root = "/sys/fs/cgroup"
);

}  // namespace atlas::container
