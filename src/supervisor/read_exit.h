// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "supervisor/start_hook.h"
#include "supervisor/workload.h"

namespace atlas::supervisor {

/// Determines how a workload ended from its exit file and its cgroup. Call it before runc removes
/// either. Blocking; any thread.
Exit read_exit(const Workshop& workshop, const WorkloadSpec& spec, bool monitor_died, Time now);

/// Whether the OOM killer ended a workload that exited with `code`, given how many processes of its
/// cgroup it has killed. That count covers the cgroup's whole life, so only an exit by SIGKILL is
/// attributed to it: an OOM-killed child says nothing about its parent's end.
bool died_of_memory(int code, std::int64_t kills);

}  // namespace atlas::supervisor
