// SPDX-License-Identifier: Apache-2.0
// Reads the health of a service's targets from ELB, in the name of ECS's service-linked role.
#include <fmt/core.h>

#include "aws/ecs/names.h"
#include "aws/ecs/service_reconciler.h"
#include "aws/models/elbv2/describe_target_health.h"

namespace atlas::aws::ecs {

namespace {

using Health = std::vector<elbv2::TargetHealthDescription>;

const elbv2::TargetHealth* find_health(const Health& all, const TaskRow& task, int port) {
    for (const auto& one : all) {
        if (one.target && one.target->id == task.address && one.target->port == port &&
            one.target_health)
            return &*one.target_health;
    }
    return nullptr;
}

}  // namespace

bool ServiceReconciler::look_at_targets(const ServiceRow& row, Watch& watch, Call& call) {
    std::map<std::string, Health> by_group;
    for (const auto& balancer : row.service.load_balancers) {
        elbv2::DescribeTargetHealthInput asked;
        asked.target_group_arn = balancer.target_group_arn.value_or("");
        auto health = call.invoke<elbv2::DescribeTargetHealth>(ecs_principal(call.place()), asked);
        if (health) by_group[asked.target_group_arn] = health.value().target_health_descriptions;
    }
    std::set<std::string> healthy;
    std::map<std::string, std::string> unhealthy;
    for (const auto* task : state_.tasks_of(row)) {
        if (!task->registered) continue;
        bool all_healthy = true;
        for (const auto& target : task->targets) {
            const auto* health = find_health(by_group[target.group_arn], *task, target.port);
            auto state = health ? health->state.value_or("") : "";
            // "unused": no load balancer routes to the target or checks it; for ECS that is no
            // failure.
            all_healthy &= state == "healthy" || state == "unused";
            if (state == "unhealthy")
                unhealthy[task->id] = fmt::format(
                    "(reason {})", health->description.value_or("Health checks failed")
                );
        }
        if (all_healthy) healthy.insert(task->id);
    }
    bool changed = healthy != watch.healthy || unhealthy != watch.unhealthy;
    watch.healthy = std::move(healthy);
    watch.unhealthy = std::move(unhealthy);
    return changed;
}

void ServiceReconciler::targets_changed() {
    for (const auto& [key, row] : state_.services) {
        if (!row.service.load_balancers.empty() && row.service.status == "ACTIVE") wake(key);
    }
}

}  // namespace atlas::aws::ecs
