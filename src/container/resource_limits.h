// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace atlas::container {

struct ResourceLimit {
    int resource = 0;  // RLIMIT_…
    std::uint64_t soft = 0;
    std::uint64_t hard = 0;
};

/// RLIMIT_… by ECS's name ("nofile", "memlock", …); -1 for a name that there is not.
int resource_of(std::string_view name);

/// Gives a process of that user these limits. As high as wanted, or as high as this process's own
/// where the machine took CAP_SYS_RESOURCE away. Blocking; any thread. runc cannot do it there: it
/// may not change the limits of a process of other users.
Result<> limit_process(
    int pid, std::uint32_t uid, std::uint32_t gid, const std::vector<ResourceLimit>& limits
);

}  // namespace atlas::container
