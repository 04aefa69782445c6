// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/task_limits.h"

#include <algorithm>
#include <string>

#include "base/decimal.h"

namespace atlas::aws::ecs {

namespace {

constexpr std::int64_t cpu_units_per_core = 1024;
constexpr std::int64_t period_us = 100'000;
// The kernel's range of cpu.shares; ECS limits weights to it too.
constexpr std::int64_t shares_min = 2;
constexpr std::int64_t shares_max = 262'144;

std::int64_t shares_of(std::int64_t units) {
    return std::clamp(units, shares_min, shares_max);
}

std::int64_t first_of(const std::optional<int>& wanted, const std::optional<int>& otherwise) {
    return wanted ? *wanted : otherwise.value_or(0);
}

}  // namespace

container::SharedLimits task_limits(const Task& task, const TaskDefinition& definition) {
    container::SharedLimits limits;
    if (auto memory = parse_decimal(task.memory.value_or(""))) limits.memory_bytes = *memory << 20;
    if (auto units = parse_decimal(task.cpu.value_or(""))) {
        limits.cpu_quota_us = *units * period_us / cpu_units_per_core;
        limits.cpu_shares = shares_of(*units);
        return limits;
    }
    std::int64_t together = 0;
    for (const auto& container : definition.container_definitions)
        together += shares_of(container.cpu.value_or(0));
    limits.cpu_shares = shares_of(together);
    return limits;
}

supervisor::Limits container_limits(
    const ContainerDefinition& container, const ContainerOverride* override
) {
    const ContainerOverride none;
    const auto& over = override ? *override : none;
    supervisor::Limits limits;
    limits.memory_bytes = first_of(over.memory, container.memory) << 20;
    limits.memory_reservation_bytes =
        first_of(over.memory_reservation, container.memory_reservation) << 20;
    limits.cpu_shares = shares_of(first_of(over.cpu, container.cpu));
    limits.pids = 4096;
    for (const auto& limit : container.ulimits) {
        limits.resources.push_back(
            {container::resource_of(limit.name),
             static_cast<std::uint64_t>(limit.soft_limit),
             static_cast<std::uint64_t>(limit.hard_limit)}
        );
    }
    return limits;
}

}  // namespace atlas::aws::ecs
