// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "container/runtime.h"
#include "supervisor/log_tail.h"
#include "supervisor/workload.h"

/// The files in a workload's folder, for the next region process. Each file is replaced atomically
/// but not synced, because the workload does not survive a power cut either. Blocking.
namespace atlas::supervisor {

/// spec.json: written before anything is started. It has no environment, which may hold secrets.
Result<> store_spec(const std::string& folder, const WorkloadSpec& spec);
Result<WorkloadSpec> load_spec(const std::string& folder);

/// state.json: written once the container runs. A folder without it is an incomplete start.
struct StoredState {
    container::ContainerProcesses processes;
    Time started;
};
Result<> store_state(const std::string& folder, const StoredState& state);
Result<StoredState> load_state(const std::string& folder);

/// log.offset: the position up to which the log's lines have been processed.
void store_log_place(const std::string& folder, const LogPlace& place);
LogPlace load_log_place(const std::string& folder);

}  // namespace atlas::supervisor
