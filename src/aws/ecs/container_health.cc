// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/container_health.h"

#include <algorithm>

namespace atlas::aws::ecs {

namespace {

/// The health of the essential containers with a check, in the order of the definition.
std::vector<std::string> checked_health(const Task& task, const TaskDefinition* definition) {
    std::vector<std::string> list;
    for (std::size_t index = 0; index < task.containers.size(); ++index) {
        if (!find_check(definition, index)) continue;
        if (!definition->container_definitions[index].essential.value_or(true)) continue;
        list.push_back(task.containers[index].health_status.value_or("UNKNOWN"));
    }
    return list;
}

bool all_healthy(const std::vector<std::string>& list) {
    return std::ranges::all_of(list, [](const std::string& one) { return one == "HEALTHY"; });
}

}  // namespace

std::vector<std::string> command_of(const HealthCheck& check) {
    const auto& text = check.command;
    if (text.empty() || text[0] == "NONE") return {};
    if (text[0] == "CMD") return {text.begin() + 1, text.end()};
    if (text[0] == "CMD-SHELL" && text.size() > 1) return {"/bin/sh", "-c", text[1]};
    return {text.begin(), text.end()};
}

const HealthCheck* find_check(const TaskDefinition* definition, std::size_t container) {
    if (!definition || container >= definition->container_definitions.size()) return nullptr;
    const auto& check = definition->container_definitions[container].health_check;
    return check && !command_of(*check).empty() ? &*check : nullptr;
}

std::string task_health(const Task& task, const TaskDefinition* definition) {
    auto list = checked_health(task, definition);
    if (std::ranges::find(list, "UNHEALTHY") != list.end()) return "UNHEALTHY";
    return !list.empty() && all_healthy(list) ? "HEALTHY" : "UNKNOWN";
}

bool passes_checks(const Task& task, const TaskDefinition* definition) {
    // The checks went with the definition; the row still has their last result.
    if (!definition) return task.health_status != "UNHEALTHY";
    return all_healthy(checked_health(task, definition));
}

}  // namespace atlas::aws::ecs
