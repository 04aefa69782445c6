// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/models/ecs/service.h"

/// What a service does next, as a pure function of what is wished and what is there.
namespace atlas::aws::ecs {

struct ServiceTask {
    std::string id;
    std::string deployment;
    bool stopping = false;  // its end was wished already, and has not come
    bool healthy = false;   // RUNNING, passing its own checks and its targets'
};

struct ServicePlan {
    int starts = 0;                  // tasks of the primary deployment
    std::vector<std::string> stops;  // ids
    bool completed = false;  // the primary deployment has all its tasks healthy, others have none
    bool operator==(const ServicePlan&) const = default;
};

/// Rolling update by minimum and maximum healthy percent: never fewer than ⌈desired·min⌉ healthy
/// tasks stopped below, never more than ⌊desired·max⌋ tasks in all (those that stop count until
/// they have). Old tasks that are not healthy go first.
ServicePlan plan_service(const Service& service, const std::vector<ServiceTask>& tasks);

/// After how many failed tasks the circuit breaker opens: half of the desired count, at least 3,
/// at most 200. Source: "Deployment circuit breaker", ECS developer guide.
int failure_threshold(int desired_count);

}  // namespace atlas::aws::ecs
