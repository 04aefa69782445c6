// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>

#include "aws/ecs/plan_service.h"
#include "aws/ecs/state.h"
#include "aws/ecs/world.h"
#include "aws/wire/call.h"
#include "base/lifetime.h"

namespace atlas::aws::ecs {

/// Keeps each service at its desired count: starts tasks of the primary deployment, stops those of
/// older ones, counts failures, rolls back, and writes service events in AWS's words. Every change
/// of a service, of one of its tasks or of target health wakes it. One wake-up decides everything
/// from the current rows and commits it in one batch, so a wake-up too many does no harm. Region
/// thread only.
class ServiceReconciler {
public:
    /// Both outlive the reconciler.
    ServiceReconciler(State& state, World& world);

    /// Called once when the region starts: wakes every service.
    void recover();
    /// Schedules one step of the service with this row key, once its row is on the disk. Several
    /// calls before the step are one.
    void wake(const std::string& key);
    /// Wakes the services that have target groups.
    void targets_changed();

private:
    /// What is known of a service beyond its row. Lost when the region restarts.
    struct Watch {
        bool woken = false;                            // a step is scheduled
        std::set<std::string> healthy;                 // tasks whose targets are all healthy
        std::map<std::string, std::string> unhealthy;  // task → AWS's reason
        Time not_before;                               // of the next start: back-off after failures
    };

    void step(const std::string& key);
    void reconcile(const std::string& key, Watch& watch, Call& call);
    void count_failures(const std::string& key, Watch& watch, Call& call);
    void one_failed(ServiceRow& row, const TaskRow& task, Watch& watch, Call& call);
    /// Fails the deployment if the service's circuit breaker is enabled and, if `rollback` is set,
    /// begins a new deployment with the settings of the last completed one.
    void break_circuit(ServiceRow& row, Deployment& failed, Call& call);
    std::vector<ServiceTask> tasks_of(const ServiceRow& row, const Watch& watch) const;
    bool is_healthy(const TaskRow& task, const Watch& watch) const;
    void start_tasks(const std::string& key, int count, Watch& watch, Call& call);
    void stop_tasks(const std::string& key, const ServicePlan& plan, Call& call);
    void stop_unhealthy(const std::string& key, Watch& watch, Call& call);
    void note_health(const ServiceRow& row, const Watch& watch, Call& call);
    /// Ends the deployment and writes the "steady state" event.
    void complete(const std::string& key, Call& call);
    void finish_deletion(const std::string& key, Call& call);
    /// Erases the row of an INACTIVE service once DescribeServices has shown it for an hour.
    void forget_later(const std::string& key);
    std::chrono::milliseconds inactive_left(const ServiceRow& row) const;
    /// Reads target health from ELB into `watch`; true if it differs from the last time.
    bool look_at_targets(const ServiceRow& row, Watch& watch, Call& call);
    void wake_at(const std::string& key, Time when);

    State& state_;
    World& world_;
    std::map<std::string, Watch> watches_;  // by row key
    Lifetime life_;                         // guards posted callbacks
};

}  // namespace atlas::aws::ecs
