// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/ecs/rows.h"
#include "json/value.h"
#include "linux/clock_state.h"
#include "supervisor/workload.h"

/// What a container is told about itself: task metadata endpoint version 4. Pure. Source: "Amazon
/// ECS task metadata endpoint version 4", ECS developer guide.
namespace atlas::aws::ecs {

/// `definition` may be gone (nullptr).
json::Value container_metadata(
    const TaskRow& row, std::size_t container, const TaskDefinition* definition
);
json::Value task_metadata(
    const TaskRow& row, const TaskDefinition* definition, const linux::ClockState& clock, Time now
);
/// The same with the task's tags.
json::Value task_metadata_with_tags(
    const TaskRow& row, const TaskDefinition* definition, const linux::ClockState& clock, Time now
);
/// The members of Docker's statistics that agents read: memory and CPU.
json::Value container_stats(const supervisor::Usage& usage, std::int64_t limit_bytes, Time now);

}  // namespace atlas::aws::ecs
