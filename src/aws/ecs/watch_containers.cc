// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "aws/ecs/container_health.h"
#include "aws/ecs/names.h"
#include "aws/ecs/task_reconciler.h"
#include "base/decimal.h"

namespace atlas::aws::ecs {

void TaskReconciler::container_ended(
    const supervisor::WorkloadSpec& spec, const supervisor::Exit& exit
) {
    // "ecs:CLUSTER/TASK/INDEX"
    auto index = spec.owner.substr(spec.owner.rfind('/') + 1);
    auto rest = spec.owner.substr(0, spec.owner.rfind('/'));
    record_end(
        std::string(last_part(rest)),
        static_cast<std::size_t>(parse_decimal(index).value_or(0)),
        exit
    );
}

/// `ran` is false for a container that was given up before its start: it gets no runtime id, by
/// which check_dependencies recognizes it. The first recorded end stays.
void TaskReconciler::record_end(
    const std::string& id, std::size_t index, const supervisor::Exit& exit, bool ran
) {
    const auto* row = state_.tasks.find(id);
    if (!row || index >= row->task.containers.size()) return;
    if (row->task.containers[index].last_status == "STOPPED") return;
    edit(id, [&](TaskRow& edited, Call& call) {
        auto& container = edited.task.containers[index];
        container.last_status = "STOPPED";
        // The exit may be reported before the start.
        if (ran && !container.runtime_id) container.runtime_id = runtime_id(id, call);
        container.exit_code = exit.code;
        if (exit.out_of_memory)
            container.reason = "OutOfMemoryError: Container killed due to memory usage";
        else if (!exit.reason.empty())
            container.reason = exit.reason;
    });
    // Without the definition every container counts as essential, which is ECS's default.
    const auto* definition = definition_of(*row);
    bool essential =
        !definition || definition->container_definitions[index].essential.value_or(true);
    if (essential && row->is_wanted())
        fail(id, {"EssentialContainerExited", "Essential container in task exited"});
}

void TaskReconciler::schedule_check(const std::string& id, std::size_t index) {
    const auto* row = state_.tasks.find(id);
    const auto* check = row ? find_check(definition_of(*row), index) : nullptr;
    if (!check) return;
    world_.host.region_thread().post_after(
        std::chrono::seconds(check->interval.value_or(30)),
        life_.guard([this, id, index] { run_check(id, index); })
    );
}

void TaskReconciler::run_check(const std::string& id, std::size_t index) {
    const auto* row = state_.tasks.find(id);
    const auto* check = row ? find_check(definition_of(*row), index) : nullptr;
    if (!check || row->task.containers[index].last_status != "RUNNING") return;
    world_.supervisor.exec(
        workload_id(*row, index),
        command_of(*check),
        std::chrono::seconds(check->timeout.value_or(5)),
        life_.guard([this, id, index](const Result<int>& code) {
            check_done(id, index, code.ok() && code.value() == 0);
        })
    );
}

void TaskReconciler::check_done(const std::string& id, std::size_t index, bool passed) {
    const auto* row = state_.tasks.find(id);
    if (!row || row->task.containers[index].last_status != "RUNNING") return;
    const auto* definition = definition_of(*row);
    const auto* check = find_check(definition, index);
    if (!check) return;
    auto& progress = progress_[id];
    auto& failed = progress.failed_checks[index];
    auto age = world_.host.clock().now() - progress.started_at[index];
    // Failures within the start period do not count; a success ends the count at any time.
    bool starting = age < std::chrono::seconds(check->start_period.value_or(0));
    if (passed)
        failed = 0;
    else if (!starting)
        ++failed;
    std::string health = *row->task.containers[index].health_status;
    if (passed)
        health = "HEALTHY";
    else if (failed >= check->retries.value_or(3))
        health = "UNHEALTHY";
    schedule_check(id, index);
    if (health == row->task.containers[index].health_status) return;
    edit(id, [&](TaskRow& edited, Call&) {
        edited.task.containers[index].health_status = health;
        edited.task.health_status = task_health(edited.task, definition);
    });
}

}  // namespace atlas::aws::ecs
