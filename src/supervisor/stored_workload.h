// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "container/runtime.h"
#include "supervisor/log_tail.h"
#include "supervisor/workload.h"

/// What a workload's folder says of it, for the region that comes after this one. Each file is
/// replaced whole but not synced: what it tells of does not survive a power cut either. Blocking.
namespace atlas::supervisor {

/// spec.json: written before anything is started, without the environment (it may hold secrets).
Result<> store_spec(const std::string& folder, const WorkloadSpec& spec);
Result<WorkloadSpec> load_spec(const std::string& folder);

/// state.json: written once the container runs; a folder without it is a half-made start.
struct StoredState {
    container::ContainerProcesses processes;
    Time started;
};
Result<> store_state(const std::string& folder, const StoredState& state);
Result<StoredState> load_state(const std::string& folder);

/// log.offset: up to where the log's lines were told.
void store_log_place(const std::string& folder, const LogPlace& place);
LogPlace load_log_place(const std::string& folder);

}  // namespace atlas::supervisor
