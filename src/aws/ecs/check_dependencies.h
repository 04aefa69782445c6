// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "aws/models/ecs/task.h"
#include "aws/models/ecs/task_definition.h"
#include "base/clock.h"

/// Decides by its dependsOn whether a container may start. Pure.
namespace atlas::aws::ecs {

struct Dependencies {
    bool met = true;
    std::string never;          // ECS's reason why they can never be met; empty = they still can
    std::optional<Time> until;  // the earliest time at which a dependency times out
};

/// `started` holds the start time of each container that has started, by index. A dependency times
/// out its own startTimeout after its start; the default is three minutes, as on Fargate. A
/// dependency that has not started yet does not time out.
Dependencies check_dependencies(
    const Task& task,
    const TaskDefinition& definition,
    std::size_t container,
    const std::map<std::size_t, Time>& started,
    Time now
);

}  // namespace atlas::aws::ecs
