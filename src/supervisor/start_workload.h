// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "supervisor/start_hook.h"
#include "supervisor/stored_workload.h"

namespace atlas::supervisor {

/// Runs the hooks in order. If one fails, it and those before it are undone, and the error names
/// the hook. Blocking; runs on a worker.
Result<StoredState> start_workload(
    const Workshop& workshop, const WorkloadSpec& spec, const std::vector<int>& sockets, Time now
);
/// Undoes all hooks in reverse order, for a workload that ended or a start that was interrupted.
/// Its log stays. Blocking; runs on a worker.
void remove_workload(const Workshop& workshop, const WorkloadSpec& spec);

}  // namespace atlas::supervisor
