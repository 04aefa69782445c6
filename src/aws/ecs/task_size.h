// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "aws/models/ecs/task_definition.h"
#include "aws/models/ecs/task_override.h"
#include "aws/wire/answer.h"

/// The size of a task: CPU units and MiB, which the API writes as texts. Pure. Source:
/// RegisterTaskDefinition and RunTask of the ECS API reference.
namespace atlas::aws::ecs {

/// "256", ".25 vCPU", "1vCPU" in CPU units; nothing for anything else.
std::optional<int> parse_cpu(std::string_view text);
/// "512", "0.5GB", "1 GB" in MiB; nothing for anything else.
std::optional<int> parse_memory(std::string_view text);

/// ClientException where Fargate has no such size.
Answer<> check_fargate_size(int cpu, int memory);

/// What a task overrides of its size, as plain numbers in place; ClientException or
/// InvalidParameterException where such a task cannot be.
Answer<> normalise_size(const TaskDefinition& definition, TaskOverride& overrides);

}  // namespace atlas::aws::ecs
