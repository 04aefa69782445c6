// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/models/ecs/container_definition.h"
#include "aws/models/ecs/container_override.h"
#include "aws/models/ecs/task.h"
#include "aws/models/ecs/task_definition.h"
#include "supervisor/workload.h"

/// What a task and its containers may take of the machine. Pure.
namespace atlas::aws::ecs {

/// The task as one: its memory, its CPU as a quota and, where the machine is short of it, as a
/// weight beside other tasks. A task without a size of its own has no limit but its containers',
/// and weighs as much as they do together.
container::SharedLimits task_limits(const Task& task, const TaskDefinition& definition);

/// One container within its task: the override's values, else the definition's. `memory` is a
/// limit, `memoryReservation` what it keeps when memory is short, `cpu` its weight beside the
/// task's other containers, the least one where it says none; any of them may be left out, then
/// only the task's limits hold.
supervisor::Limits container_limits(
    const ContainerDefinition& container, const ContainerOverride* override
);

}  // namespace atlas::aws::ecs
