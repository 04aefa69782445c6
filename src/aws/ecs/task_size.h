// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "aws/models/ecs/task_definition.h"
#include "aws/models/ecs/task_override.h"
#include "aws/wire/answer.h"

/// The size of a task: CPU units (1024 = one vCPU) and MiB of memory, which the API sends as
/// strings. Pure. Source: RegisterTaskDefinition and RunTask of the ECS API reference.
namespace atlas::aws::ecs {

/// CPU units from "256", ".25 vCPU" or "1vCPU"; nothing for any other text.
std::optional<int> parse_cpu(std::string_view text);
/// MiB from "512", "0.5GB" or "1 GB"; nothing for any other text.
std::optional<int> parse_memory(std::string_view text);

/// ClientException if Fargate has no such combination of CPU units and MiB.
Answer<> check_fargate_size(int cpu, int memory);

/// Replaces the cpu and memory of a task's overrides by plain numbers. ClientException if one
/// cannot be parsed or if Fargate has no such size; what is not overridden comes from the
/// definition.
Answer<> normalise_size(const TaskDefinition& definition, TaskOverride& overrides);

}  // namespace atlas::aws::ecs
