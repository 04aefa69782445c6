// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "aws/ecs/rows.h"
#include "container/task_disk.h"
#include "json/value.h"
#include "linux/clock_state.h"

/// The documents of task metadata endpoint version 4. `definition` is null if the task definition
/// was deleted; log driver and options are left out then. Pure. Source: "Amazon ECS task metadata
/// endpoint version 4", ECS developer guide.
namespace atlas::aws::ecs {

/// `container` is an index into the task's containers.
json::Value container_metadata(
    const TaskRow& row, std::size_t container, const TaskDefinition* definition
);
/// The part of a task's metadata that comes from the machine instead of the row.
struct MachineState {
    linux::ClockState clock;
    std::optional<container::DiskUse> disk;  // nothing if the task's disk has no size limit
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
