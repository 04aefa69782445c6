// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "supervisor/start_hook.h"
#include "supervisor/workload.h"

namespace atlas::supervisor {

/// How a workload ended, from its exit file and its cgroup: call before runc removes either.
/// Blocking; any thread.
Exit read_exit(const Workshop& workshop, const WorkloadSpec& spec, bool monitor_died, Time now);

/// Whether a workload that ended with this code died of memory, where the kernel killed that many
/// of its processes for it. The count stays for the group's whole life, so only SIGKILL is read as
/// one of them: a child that was killed long ago says nothing of its parent's end.
bool died_of_memory(int code, std::int64_t kills);

}  // namespace atlas::supervisor
