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

/// Keeps each service at its desired count: places tasks of the primary deployment, stops those of
/// older ones, counts failures, rolls back, tells what happened as events in AWS's words. It is
/// woken by every change of the service, of its tasks and of targets. Region thread only.
class ServiceReconciler {
public:
    ServiceReconciler(State& state, World& world);

    void recover();
    void wake(const std::string& key);
    /// Target health may be another: services with targets ask for it.
    void targets_changed();

private:
    /// What is known beyond the row.
    struct Watch {
        bool woken = false;
        std::set<std::string> healthy;                 // tasks whose targets are all healthy
        std::map<std::string, std::string> unhealthy;  // task → AWS's reason
        Time not_before;                               // of the next start, after failures
    };

    void step(const std::string& key);
    void reconcile(const std::string& key, Watch& watch, Call& call);
    void count_failures(const std::string& key, Watch& watch, Call& call);
    void one_failed(ServiceRow& row, const TaskRow& task, Watch& watch, Call& call);
    void break_circuit(ServiceRow& row, Deployment& failed, Call& call);
    std::vector<ServiceTask> tasks_of(const ServiceRow& row, const Watch& watch) const;
    bool is_healthy(const TaskRow& task, const Watch& watch) const;
    void start_tasks(const std::string& key, int count, Watch& watch, Call& call);
    void stop_tasks(const std::string& key, const ServicePlan& plan, Call& call);
    void stop_unhealthy(const std::string& key, Watch& watch, Call& call);
    void note_health(const ServiceRow& row, const Watch& watch, Call& call);
    void complete(const std::string& key, Call& call);
    void finish_deletion(const std::string& key, Call& call);
    /// An INACTIVE service is shown for an hour, then its row goes.
    void forget_later(const std::string& key);
    std::chrono::milliseconds inactive_left(const ServiceRow& row) const;
    /// Asks ELB; true when something changed.
    bool look_at_targets(const ServiceRow& row, Watch& watch, Call& call);
    void wake_at(const std::string& key, Time when);

    State& state_;
    World& world_;
    std::map<std::string, Watch> watches_;
    Lifetime life_;
};

}  // namespace atlas::aws::ecs
