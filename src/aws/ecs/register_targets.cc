// SPDX-License-Identifier: Apache-2.0
#include "aws/models/elbv2/register_targets.h"

#include <fmt/core.h>

#include "aws/ecs/names.h"
#include "aws/ecs/service_view.h"
#include "aws/ecs/task_reconciler.h"
#include "aws/models/elbv2/deregister_targets.h"
#include "aws/models/elbv2/describe_target_health.h"

namespace atlas::aws::ecs {

namespace {

elbv2::TargetDescription target_of(const TaskRow& row, const TargetRow& target) {
    elbv2::TargetDescription description;
    description.id = row.address;
    description.port = target.port;
    return description;
}

/// An event for each target group of the task.
void tell_targets(ServiceRow& service, const TaskRow& row, std::string_view done, Call& call) {
    for (const auto& target : row.targets) {
        auto text = fmt::format("{} 1 targets in (target-group {})", done, target.group_arn);
        add_event(service.service, text, call.now(), call.random());
    }
}

}  // namespace

/// The targets, the task's status and the service's event are in one batch. If a later target group
/// refuses, the earlier ones stay registered; `registered` is in that batch too, so the task
/// deregisters them when it stops.
void TaskReconciler::register_targets(const TaskRow& row) {
    auto id = row.id;
    auto as = ecs_principal(world_.host.place());
    std::optional<AwsError> refused;
    edit(id, [&](TaskRow& edited, Call& call) {
        for (const auto& target : row.targets) {
            elbv2::RegisterTargetsInput wanted;
            wanted.target_group_arn = target.group_arn;
            wanted.targets.push_back(target_of(row, target));
            auto done = call.invoke<elbv2::RegisterTargets>(as, wanted);
            if (!done) {
                refused = done.error();
                return;
            }
            edited.registered = true;
        }
        edited.task.last_status = "RUNNING";
        edited.task.started_at = call.now();
        auto key = service_key(row.cluster, row.service);
        if (state_.services.find(key)) {
            state_.services.edit(call.batch(), key, [&](ServiceRow& service) {
                tell_targets(service, row, "registered", call);
            });
        }
    });
    progress_[id].attempts = refused ? progress_[id].attempts : 0;
    if (!refused) return;
    // A deleted group will not come back; a 5xx may be temporary.
    if (refused->http_status >= 500) {
        retry(id, Error(ErrorCode::unavailable, refused->message));
        return;
    }
    fail(
        id,
        {"TaskFailedToStart",
         fmt::format("Unable to register targets: {}: {}", refused->code, refused->message)}
    );
}

/// The task leaves its target groups and finishes its last requests before its containers get a
/// signal.
void TaskReconciler::drain(const TaskRow& row, Progress& progress) {
    auto id = row.id;
    if (!row.registered) {
        set_status(id, "STOPPING");
        return;
    }
    auto as = ecs_principal(world_.host.place());
    // Remembered in memory only: after a restart the targets are deregistered again, which is
    // harmless.
    if (!progress.draining_asked) {
        progress.draining_asked = true;
        world_.host.transact(as, [&](Call& call) {
            for (const auto& target : row.targets) {
                elbv2::DeregisterTargetsInput gone;
                gone.target_group_arn = target.group_arn;
                gone.targets.push_back(target_of(row, target));
                // A group that was deleted has nothing to drain.
                (void)call.invoke<elbv2::DeregisterTargets>(as, gone);
            }
            auto key = service_key(row.cluster, row.service);
            if (!state_.services.find(key)) return;
            state_.services.edit(call.batch(), key, [&](ServiceRow& service) {
                tell_targets(service, row, "deregistered", call);
                add_event(
                    service.service,
                    "has begun draining connections on 1 tasks.",
                    call.now(),
                    call.random()
                );
            });
        });
    }
    if (!targets_drained(row)) return;  // targets_changed wakes the task again
    edit(id, [](TaskRow& edited, Call&) {
        edited.registered = false;
        edited.task.last_status = "STOPPING";
    });
}

void TaskReconciler::targets_changed() {
    for (const auto& [id, row] : state_.tasks) {
        if (row.status() == "DEACTIVATING") wake(id);
    }
}

bool TaskReconciler::targets_drained(const TaskRow& row) {
    bool drained = true;
    auto as = ecs_principal(world_.host.place());
    world_.host.transact(as, [&](Call& call) {
        for (const auto& target : row.targets) {
            elbv2::DescribeTargetHealthInput asked;
            asked.target_group_arn = target.group_arn;
            asked.targets.push_back(target_of(row, target));
            auto health = call.invoke<elbv2::DescribeTargetHealth>(as, asked);
            if (!health) continue;  // the group was deleted: nothing drains
            for (const auto& one : health.value().target_health_descriptions)
                drained &= !one.target_health || one.target_health->state != "draining";
        }
    });
    return drained;
}

}  // namespace atlas::aws::ecs
