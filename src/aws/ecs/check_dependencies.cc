// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/check_dependencies.h"

#include <fmt/core.h>

namespace atlas::aws::ecs {

namespace {

constexpr std::chrono::seconds start_timeout_default{180};

/// A container that was given up before it started meets no condition, not even COMPLETE.
bool never_began(const Container& container) {
    return container.last_status == "STOPPED" && !container.runtime_id;
}

bool is_met(const std::string& condition, const Container& container) {
    if (never_began(container)) return false;
    bool ended = container.last_status == "STOPPED";
    if (condition == "COMPLETE") return ended;
    if (condition == "SUCCESS") return ended && container.exit_code == 0;
    if (condition == "HEALTHY") return !ended && container.health_status == "HEALTHY";
    return ended || container.last_status == "RUNNING";  // START
}

/// Why a condition can never be met; empty as long as it still can.
std::string why_never(const std::string& condition, const Container& container, bool timed_out) {
    if (never_began(container)) return "because dependency will never start";
    if (container.last_status == "STOPPED")
        return condition == "SUCCESS" ? "as dependency did not exit successfully"
                                      : "as dependency has stopped";
    return timed_out ? "as dependency has timed out" : "";
}

}  // namespace

Dependencies check_dependencies(
    const Task& task,
    const TaskDefinition& definition,
    std::size_t container,
    const std::map<std::size_t, Time>& started,
    Time now
) {
    Dependencies result;
    const auto& target = definition.container_definitions[container];
    for (const auto& dependency : target.depends_on) {
        for (std::size_t index = 0; index < task.containers.size(); ++index) {
            const auto& other = task.containers[index];
            if (other.name != dependency.container_name) continue;
            if (is_met(dependency.condition, other)) continue;
            result.met = false;
            bool timed_out = false;
            if (auto begun = started.find(index); begun != started.end()) {
                const auto& timeout = definition.container_definitions[index].start_timeout;
                auto limit = timeout ? std::chrono::seconds(*timeout) : start_timeout_default;
                auto until = begun->second + limit;
                timed_out = now >= until;
                if (!result.until || until < *result.until) result.until = until;
            }
            auto never = why_never(dependency.condition, other, timed_out);
            if (never.empty() || !result.never.empty()) continue;
            result.never = fmt::format(
                "CannotStartContainerError: dependency graph: failed to resolve container ordering "
                "dependency [{}] ({}) for target [{}] {}.",
                dependency.container_name,
                dependency.condition,
                target.name.value_or(""),
                never
            );
        }
    }
    return result;
}

}  // namespace atlas::aws::ecs
