// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "supervisor/start_hook.h"
#include "supervisor/stored_workload.h"

namespace atlas::supervisor {

/// Runs the hooks in order; where one fails, those before it are undone and the error says which
/// one and why. Blocking: a worker's.
Result<StoredState> start_workload(
    const Workshop& workshop, const WorkloadSpec& spec, const std::vector<int>& sockets, Time now
);
/// Undoes all hooks in reverse: of a workload that ended, or of a start that was cut off. What it
/// printed stays. Blocking: a worker's.
void remove_workload(const Workshop& workshop, const WorkloadSpec& spec);

}  // namespace atlas::supervisor
