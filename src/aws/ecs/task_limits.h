// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/models/ecs/container_definition.h"
#include "aws/models/ecs/container_override.h"
#include "aws/models/ecs/task.h"
#include "aws/models/ecs/task_definition.h"
#include "supervisor/workload.h"

/// The limits on CPU and memory of a task and its containers. Pure.
namespace atlas::aws::ecs {

/// The limits of the cgroup that all containers of a task share: the task's memory; its CPU as a
/// quota, and as a weight against other tasks when the machine is busy. A task without a size has
/// no limits of its own; its weight is the sum of its containers'.
container::SharedLimits task_limits(const Task& task, const TaskDefinition& definition);

/// The limits of one container within its task, from the override (may be null) or else the
/// definition: `memory` is a hard limit, `memoryReservation` a soft one, `cpu` the weight against
/// the task's other containers. Without `memory` only the task's limit holds; without `cpu` the
/// weight is the smallest. Source: ContainerDefinition of the ECS API reference.
supervisor::Limits container_limits(
    const ContainerDefinition& container, const ContainerOverride* override
);

}  // namespace atlas::aws::ecs
