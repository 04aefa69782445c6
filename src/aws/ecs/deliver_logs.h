// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "aws/ecs/state.h"
#include "aws/ecs/world.h"
#include "supervisor/workload.h"

namespace atlas::aws::ecs {

/// Sends what a task's container printed to its log stream by logs:PutLogEvents, as its execution
/// role, in pieces that CloudWatch Logs takes. What is refused is dropped and said in the region's
/// own log: the k8s-file log still holds it. Region thread only.
void deliver_logs(
    const State& state,
    World& world,
    const supervisor::WorkloadSpec& spec,
    const std::vector<supervisor::LogLine>& lines
);

}  // namespace atlas::aws::ecs
