// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "aws/models/ecs/task.h"
#include "aws/models/ecs/task_definition.h"
#include "base/clock.h"

/// Whether a container may start by its dependsOn. Pure.
namespace atlas::aws::ecs {

struct Dependencies {
    bool met = true;
    std::string never;          // in ECS's words why they cannot be met any more; empty = they may
    std::optional<Time> until;  // when waiting ends at the latest
};

/// `started` is when each running container began. What is waited for has its own startTimeout from
/// then on, three minutes where it names none, as on Fargate.
Dependencies check_dependencies(
    const Task& task,
    const TaskDefinition& definition,
    std::size_t container,
    const std::map<std::size_t, Time>& started,
    Time now
);

}  // namespace atlas::aws::ecs
