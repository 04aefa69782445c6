// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "base/executor.h"
#include "network/network.h"
#include "supervisor/supervisor.h"

namespace atlas::region {

/// Ends every workload of the region, side by side, then removes the network and gives the lease
/// back: no process, namespace, mount, table, cgroup, address or hosts line of ours is left. State
/// and data stay. `done` runs on `home_thread`.
void take_down(
    supervisor::Supervisor& supervisor,
    network::Network& network,
    Workers& workers,
    Executor& home_thread,
    const std::string& home,
    std::move_only_function<void()> done
);

}  // namespace atlas::region
