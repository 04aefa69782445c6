// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/models/ecs/container_definition.h"
#include "aws/models/ecs/task_definition.h"
#include "aws/wire/host.h"
#include "supervisor/workload.h"

/// A task's disk, as Fargate's ephemeral storage: what its containers write, and its volumes (bind
/// mounts: empty folders that its containers share), are on it and go with the task.
namespace atlas::aws::ecs {

/// 20 GiB where nothing is wanted, as on Fargate.
supervisor::Disk task_disk(const std::string& task, const std::optional<EphemeralStorage>& wanted);
/// Where it is; it need not be there.
std::string task_disk_folder(const Place& place, const std::string& task);
/// The container's mounts, whose folders its start makes.
std::vector<supervisor::Mount> task_mounts(
    const Place& place,
    const std::string& task,
    const TaskDefinition& definition,
    const ContainerDefinition& container
);

}  // namespace atlas::aws::ecs
