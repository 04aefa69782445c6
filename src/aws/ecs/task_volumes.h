// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/models/ecs/container_definition.h"
#include "aws/models/ecs/task_definition.h"
#include "aws/wire/host.h"
#include "supervisor/workload.h"

/// A task's disk: Fargate's ephemeral storage. It holds what the containers write and the task's
/// volumes (bind mounts: folders that its containers share, empty at first), and it is deleted with
/// the task. Pure. Source: "Fargate task ephemeral storage for Amazon ECS", ECS developer guide.
namespace atlas::aws::ecs {

/// The disk of the task with this id: `wanted`, or 20 GiB, as on Fargate.
supervisor::Disk task_disk(const std::string& task, const std::optional<EphemeralStorage>& wanted);
/// The path of this disk, whether or not it exists yet.
std::string task_disk_folder(const Place& place, const std::string& task);
/// A container's mounts from its mountPoints. The supervisor makes the source folders when the
/// container starts.
std::vector<supervisor::Mount> task_mounts(
    const Place& place,
    const std::string& task,
    const TaskDefinition& definition,
    const ContainerDefinition& container
);

}  // namespace atlas::aws::ecs
