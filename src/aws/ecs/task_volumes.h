// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/models/ecs/container_definition.h"
#include "aws/models/ecs/task_definition.h"
#include "aws/wire/host.h"
#include "supervisor/workload.h"

/// Fargate's bind mounts: a volume of a task is an empty folder that its containers share and that
/// goes with the task.
namespace atlas::aws::ecs {

/// The container's mounts; makes the folders.
std::vector<supervisor::Mount> task_mounts(
    const Place& place,
    const std::string& task,
    const TaskDefinition& definition,
    const ContainerDefinition& container
);
/// The folder of all of a task's volumes; it need not be there.
std::string task_volumes(const Place& place, const std::string& task);

}  // namespace atlas::aws::ecs
