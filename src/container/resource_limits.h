// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace atlas::container {

/// A limit per process, as in setrlimit(2).
struct ResourceLimit {
    int resource = 0;  // RLIMIT_…
    std::uint64_t soft = 0;
    std::uint64_t hard = 0;
};

/// RLIMIT_… for ECS's name of a ulimit ("nofile", "memlock", …); -1 for an unknown name.
int resource_of(std::string_view name);

/// Sets limits of a process that runs as this user. If CAP_SYS_RESOURCE is missing, a limit is
/// capped at this process's own hard limit. runc cannot do it for a workload with its own user
/// namespace, since it may not change limits of other users' processes. Blocking; any thread.
Result<> limit_process(
    int pid, std::uint32_t uid, std::uint32_t gid, const std::vector<ResourceLimit>& limits
);

}  // namespace atlas::container
