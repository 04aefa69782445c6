// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/models/ecs/health_check.h"
#include "aws/models/ecs/task.h"
#include "aws/models/ecs/task_definition.h"

/// What a definition's health checks say of a task. A definition may be gone (nullptr). Pure.
namespace atlas::aws::ecs {

/// The command of a health check as a process; empty for none.
std::vector<std::string> command_of(const HealthCheck& check);
/// The health check of a container, where it has one.
const HealthCheck* find_check(const TaskDefinition* definition, std::size_t container);
/// Of its essential containers with a check: UNHEALTHY where one is, HEALTHY where all are,
/// UNKNOWN while one is not decided and where there is none.
std::string task_health(const Task& task, const TaskDefinition* definition);
/// Whether a deployment may count on the task: each essential container with a check passes it.
bool passes_checks(const Task& task, const TaskDefinition* definition);

}  // namespace atlas::aws::ecs
