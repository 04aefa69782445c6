// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/models/ecs/service.h"

/// Decides what a service does next, from its desired state and its current tasks. Pure.
namespace atlas::aws::ecs {

/// A task of the service that has not stopped yet.
struct ServiceTask {
    std::string id;
    std::string deployment;
    bool stopping = false;  // desired status STOPPED, but not stopped yet
    bool healthy = false;   // RUNNING, passing its container and target health checks
};

struct ServicePlan {
    int starts = 0;                  // how many tasks of the primary deployment to start
    std::vector<std::string> stops;  // ids of the tasks to stop
    /// The primary deployment has its desired count of tasks, all healthy; no older task is left
    /// except those that are stopping.
    bool completed = false;
    bool operator==(const ServicePlan&) const = default;
};

/// A rolling update by minimumHealthyPercent and maximumPercent. It never stops a healthy old task
/// if fewer than ⌈desired·minimum⌉ healthy tasks would remain, and never starts a task if there
/// would be more than ⌊desired·maximum⌋ tasks (but one is always allowed), stopping ones included.
/// Unhealthy tasks of older deployments are stopped at once. A service that is not ACTIVE has a
/// desired count of 0. Source: "Deploy Amazon ECS services by replacing tasks", ECS developer
/// guide.
ServicePlan plan_service(const Service& service, const std::vector<ServiceTask>& tasks);

/// How many failed tasks open the circuit breaker: half of the desired count, rounded up, at least
/// 3, at most 200. Source: "Deployment circuit breaker", ECS developer guide.
int failure_threshold(int desired_count);

}  // namespace atlas::aws::ecs
