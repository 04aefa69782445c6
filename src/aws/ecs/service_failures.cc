// SPDX-License-Identifier: Apache-2.0
// How a service reacts to tasks that stopped by themselves: back-off, the circuit breaker,
// rollback.
#include <fmt/core.h>

#include "aws/ecs/names.h"
#include "aws/ecs/service_reconciler.h"
#include "aws/ecs/service_view.h"
#include "base/back_off.h"

namespace atlas::aws::ecs {

namespace {

constexpr BackOff back_off(std::chrono::seconds(1), std::chrono::seconds(60));
constexpr int throttled_after = 5;  // failures until the "unable to consistently start" event

Deployment* find_deployment(Service& service, const std::string& id) {
    for (auto& deployment : service.deployments) {
        if (deployment.id == id) return &deployment;
    }
    return nullptr;
}

/// Whether the end counts as a failure: not a stop by a user or by scaling.
bool stopped_by_itself(const TaskRow& task) {
    const auto& code = task.task.stop_code;
    if (code == "TaskFailedToStart" || code == "EssentialContainerExited") return true;
    return code == "ServiceSchedulerInitiated" &&
           task.task.stopped_reason.value_or("").starts_with("Task failed");
}

}  // namespace

/// Evaluates each task once, as soon as its desired status is STOPPED, without waiting for it to
/// drain. `counted` is set in the same batch as the consequences, so a restart counts none twice.
void ServiceReconciler::count_failures(const std::string& key, Watch& watch, Call& call) {
    const auto& row = *state_.services.find(key);
    std::vector<std::string> ended;
    for (const auto& [id, task] : state_.tasks) {
        if (task.cluster != row.cluster || task.service != row.service.service_name) continue;
        if (!task.is_wanted() && !task.counted) ended.push_back(id);
    }
    std::vector<const TaskRow*> failed;
    for (const auto& id : ended) {
        const auto& task =
            state_.tasks.edit(call.batch(), id, [](TaskRow& edited) { edited.counted = true; });
        if (stopped_by_itself(task)) failed.push_back(&task);
    }
    if (failed.empty()) return;
    state_.services.edit(call.batch(), key, [&](ServiceRow& edited) {
        edited.steady = false;
        for (const auto* task : failed)
            one_failed(edited, *task, watch, call);
    });
}

void ServiceReconciler::one_failed(ServiceRow& row, const TaskRow& task, Watch& watch, Call& call) {
    auto& service = row.service;
    auto* deployment = find_deployment(service, task.deployment);
    if (!deployment) return;
    if (task.was_healthy && deployment->rollout_state == "COMPLETED") {
        // It served requests before it died: no failed start, so it is replaced without back-off.
        deployment->failed_tasks = 0;
        return;
    }
    int failures = deployment->failed_tasks.value_or(0) + 1;
    deployment->failed_tasks = failures;
    watch.not_before = call.now() + back_off.after(failures);
    if (task.task.stop_code == "TaskFailedToStart")
        add_event(
            service,
            fmt::format(
                "was unable to start a task: (task {}) {}",
                task.id,
                task.task.stopped_reason.value_or("")
            ),
            call.now(),
            call.random()
        );
    if (failures == throttled_after)
        add_event(
            service,
            "is unable to consistently start tasks successfully. For more information, see the "
            "Troubleshooting section of the Amazon ECS Developer Guide.",
            call.now(),
            call.random()
        );
    // The circuit breaker watches only a deployment in progress, as on AWS.
    bool open = deployment->status == "PRIMARY" && deployment->rollout_state == "IN_PROGRESS" &&
                failures >= failure_threshold(service.desired_count.value_or(0));
    if (open) break_circuit(row, *deployment, call);
}

void ServiceReconciler::break_circuit(ServiceRow& row, Deployment& failed, Call& call) {
    auto& service = row.service;
    const auto& configuration = service.deployment_configuration;
    if (!configuration || !configuration->deployment_circuit_breaker ||
        !configuration->deployment_circuit_breaker->enable)
        return;
    failed.rollout_state = "FAILED";
    failed.rollout_state_reason = "ECS deployment circuit breaker: tasks failed to start.";
    failed.updated_at = call.now();
    auto failed_id = *failed.id;
    add_event(
        service,
        fmt::format("(deployment {}) deployment failed: tasks failed to start.", failed_id),
        call.now(),
        call.random()
    );
    if (!configuration->deployment_circuit_breaker->rollback) return;
    for (const auto& deployment : service.deployments) {
        if (deployment.rollout_state != "COMPLETED") continue;
        auto former = deployment;
        service.task_definition = former.task_definition;
        service.network_configuration = former.network_configuration;
        begin_deployment(service, call.now(), call.random());
        auto* primary = primary_of(service);
        primary->rollout_state_reason = fmt::format(
            "ECS deployment circuit breaker: rolling back to deploymentId {}.", *former.id
        );
        row.rollback_to = *former.id;
        add_event(
            service,
            fmt::format("rolling back to deployment {}.", *former.id),
            call.now(),
            call.random()
        );
        return;
    }
}

}  // namespace atlas::aws::ecs
