// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/models/ecs/health_check.h"
#include "aws/models/ecs/task.h"
#include "aws/models/ecs/task_definition.h"

/// A task's health, derived from the health checks of its containers. `definition` is null if the
/// task definition was deleted while the task runs. Pure. Source: "Determine Amazon ECS task health
/// using container health checks", ECS developer guide.
namespace atlas::aws::ecs {

/// The argument vector of a health check; empty for NONE.
std::vector<std::string> command_of(const HealthCheck& check);
/// The health check of a container by index; null if it has none or its command is NONE.
const HealthCheck* find_check(const TaskDefinition* definition, std::size_t container);
/// Only essential containers with a health check count: UNHEALTHY if one is UNHEALTHY, HEALTHY if
/// all are HEALTHY, otherwise UNKNOWN. UNKNOWN too if there are none.
std::string task_health(const Task& task, const TaskDefinition* definition);
/// Whether a deployment may count the task as healthy: every essential container with a health
/// check is HEALTHY. True if there are none.
bool passes_checks(const Task& task, const TaskDefinition* definition);

}  // namespace atlas::aws::ecs
