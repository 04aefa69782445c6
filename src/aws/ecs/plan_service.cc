// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/plan_service.h"

#include "aws/ecs/service_view.h"

namespace atlas::aws::ecs {

namespace {

/// `all` includes stopping tasks; the others do not. "Mine" are the primary deployment's.
struct Counts {
    int all = 0;
    int healthy = 0;
    int mine = 0;
    int mine_healthy = 0;
    int old = 0;
};

/// Stops up to `count` of the tasks that `choose` accepts and whose health is `healthy`.
template <typename Choose>
void stop_some(
    const std::vector<ServiceTask>& tasks, bool healthy, int count, Choose choose, ServicePlan& plan
) {
    for (const auto& task : tasks) {
        if (count <= 0) return;
        if (task.stopping || task.healthy != healthy || !choose(task)) continue;
        plan.stops.push_back(task.id);
        --count;
    }
}

}  // namespace

ServicePlan plan_service(const Service& service, const std::vector<ServiceTask>& tasks) {
    ServicePlan plan;
    const auto* primary = primary_of(service);
    auto id = primary ? *primary->id : "";
    int desired = service.status == "ACTIVE" ? service.desired_count.value_or(0) : 0;
    auto [minimum, maximum] = healthy_percents(service);
    // AWS rounds the lower limit up and the upper limit down.
    int lower = (desired * minimum + 99) / 100;
    int upper = std::max(desired * maximum / 100, desired > 0 ? 1 : 0);
    Counts counts;
    for (const auto& task : tasks) {
        ++counts.all;
        if (task.stopping) continue;
        bool mine = task.deployment == id;
        counts.healthy += task.healthy ? 1 : 0;
        counts.mine += mine ? 1 : 0;
        counts.old += mine ? 0 : 1;
        counts.mine_healthy += mine && task.healthy ? 1 : 0;
    }
    auto is_mine = [&](const ServiceTask& task) { return task.deployment == id; };
    auto is_old = [&](const ServiceTask& task) { return task.deployment != id; };

    // Too many tasks of the primary deployment: those that are not healthy yet go first.
    int surplus = counts.mine - desired;
    int unhealthy_surplus = std::min(surplus, counts.mine - counts.mine_healthy);
    stop_some(tasks, false, unhealthy_surplus, is_mine, plan);
    stop_some(tasks, true, surplus - std::max(unhealthy_surplus, 0), is_mine, plan);
    // Older deployments: unhealthy tasks serve no requests, so all of them go; healthy ones go only
    // as far as the lower limit allows.
    stop_some(tasks, false, counts.old, is_old, plan);
    int healthy_left =
        counts.healthy - (surplus > 0 ? surplus - std::max(unhealthy_surplus, 0) : 0);
    stop_some(tasks, true, healthy_left - lower, is_old, plan);

    plan.starts = std::clamp(desired - counts.mine, 0, std::max(upper - counts.all, 0));
    plan.completed = counts.old == 0 && counts.mine == desired && counts.mine_healthy == desired;
    return plan;
}

int failure_threshold(int desired_count) {
    return std::clamp((desired_count + 1) / 2, 3, 200);
}

}  // namespace atlas::aws::ecs
