// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "aws/ecs/rows.h"
#include "container/task_disk.h"
#include "json/value.h"
#include "linux/clock_state.h"

/// What a container is told about itself: task metadata endpoint version 4. Pure. Source: "Amazon
/// ECS task metadata endpoint version 4", ECS developer guide.
namespace atlas::aws::ecs {

/// `definition` may be gone (nullptr).
json::Value container_metadata(
    const TaskRow& row, std::size_t container, const TaskDefinition* definition
);
/// What is not the task's own doing.
struct MachineState {
    linux::ClockState clock;
    std::optional<container::DiskUse> disk;  // none where it has no size
    Time now;
};
json::Value task_metadata(
    const TaskRow& row, const TaskDefinition* definition, const MachineState& machine
);
/// The same with the task's tags.
json::Value task_metadata_with_tags(
    const TaskRow& row, const TaskDefinition* definition, const MachineState& machine
);

}  // namespace atlas::aws::ecs
