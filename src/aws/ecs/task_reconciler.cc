// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/task_reconciler.h"

#include <fmt/core.h>

#include "aws/ecs/names.h"
#include "base/back_off.h"
#include "base/log.h"

namespace atlas::aws::ecs {

namespace {

constexpr BackOff back_off(std::chrono::milliseconds(100), std::chrono::seconds(5));

bool is_before_stop(const std::string& status) {
    return status == "PROVISIONING" || status == "PENDING" || status == "ACTIVATING" ||
           status == "RUNNING";
}

}  // namespace

TaskReconciler::TaskReconciler(
    State& state, World& world, container::LayerStore& layers, TaskEndpoints& endpoints
)
    : state_(state), world_(world), layers_(layers), endpoints_(endpoints) {}

std::string TaskReconciler::workload_id(const TaskRow& row, std::size_t container) {
    return fmt::format("ecs-{}-{}", row.id.substr(0, 16), container);
}

/// Containers recorded as RUNNING that no longer run have ended while the region was down. The
/// supervisor reports the exits that it has on file. After a restart of the machine it has none, so
/// the end is recorded here.
void TaskReconciler::recover() {
    std::map<std::string, Time> running;
    for (const auto& workload : world_.supervisor.running())
        running.emplace(workload.id, workload.started);
    std::vector<std::string> ids;
    for (const auto& [id, row] : state_.tasks)
        ids.push_back(id);
    for (const auto& id : ids) {
        const auto& row = *state_.tasks.find(id);
        for (std::size_t index = 0; index < row.task.containers.size(); ++index) {
            if (row.task.containers[index].last_status != "RUNNING") continue;
            auto found = running.find(workload_id(row, index));
            if (found != running.end()) {
                progress_[id].started_at[index] = found->second;
                schedule_check(id, index);
                continue;
            }
            supervisor::Exit unknown{137, false, world_.host.clock().now(), "it ended unseen"};
            world_.host.region_thread().post(life_.guard([this, id, index, unknown] {
                record_end(id, index, unknown);
            }));
        }
        if (row.is_stopped())
            forget_later(id);
        else
            wake(id);
    }
}

void TaskReconciler::wake(const std::string& id) {
    world_.host.region_thread().post(life_.guard([this, id] { step(id); }));
}

void TaskReconciler::wake_at(const std::string& id, Progress& progress, Time when) {
    if (progress.wakes_at && *progress.wakes_at <= when) return;
    progress.wakes_at = when;
    auto delay = std::chrono::ceil<std::chrono::milliseconds>(when - world_.host.clock().now());
    world_.host.region_thread().post_after(
        std::max(delay, std::chrono::milliseconds(1)), life_.guard([this, id] {
            auto found = progress_.find(id);
            if (found == progress_.end()) return;
            found->second.wakes_at.reset();
            step(id);
        })
    );
}

void TaskReconciler::step(const std::string& id) {
    // Acts only on a row that is on the disk. If a change is under way, its commit continues here.
    if (!state_.tasks.durable(id)) return step_when_durable(id);
    const auto* row = state_.tasks.find(id);
    if (!row || row->is_stopped()) return;
    auto& progress = progress_[id];
    if (progress.busy) return;
    auto status = row->status();
    if (!row->is_wanted() && is_before_stop(status)) {
        set_status(id, "DEACTIVATING");
        return;
    }
    if (status == "PROVISIONING")
        provision(*row);
    else if (status == "PENDING")
        step_pending(*row, progress);
    else if (status == "ACTIVATING")
        register_targets(*row);
    else if (status == "RUNNING")
        start_containers(*row, progress);
    else if (status == "DEACTIVATING")
        drain(*row, progress);
    else if (status == "STOPPING")
        stop_containers(*row, progress);
    else if (status == "DEPROVISIONING")
        release(*row);
}

void TaskReconciler::step_when_durable(const std::string& id) {
    if (std::exchange(progress_[id].awaits_commit, true)) return;
    auto go_on = [this, id](store::Durable) {
        auto found = progress_.find(id);
        if (found == progress_.end()) return;
        found->second.awaits_commit = false;
        step(id);
    };
    state_.tasks.when_durable(id, life_.guard(std::move(go_on)));
}

void TaskReconciler::step_pending(const TaskRow& row, Progress& progress) {
    if (!definition_of(row)) {
        fail(row.id, {"TaskFailedToStart", "The task definition is gone."});
        return;
    }
    if (progress.sandbox.empty())
        open_sandbox(row);
    else if (!progress.pulled)
        pull_images(row);
    else if (!progress.has_secrets)
        fetch_secrets(row, progress);
    else if (!progress.has_logs)
        open_log_streams(row, progress);
    else
        start_containers(row, progress);
}

const TaskDefinition* TaskReconciler::definition_of(const TaskRow& row) const {
    const auto* found = state_.find_definition(*row.task.task_definition_arn);
    return found ? &found->definition : nullptr;
}

std::string TaskReconciler::execution_role(const TaskRow& row) const {
    if (row.task.overrides && row.task.overrides->execution_role_arn)
        return *row.task.overrides->execution_role_arn;
    const auto* definition = definition_of(row);
    return definition ? definition->execution_role_arn.value_or("") : "";
}

std::string TaskReconciler::task_role(const TaskRow& row) const {
    if (row.task.overrides && row.task.overrides->task_role_arn)
        return *row.task.overrides->task_role_arn;
    const auto* definition = definition_of(row);
    return definition ? definition->task_role_arn.value_or("") : "";
}

void TaskReconciler::edit(
    const std::string& id, const std::function<void(TaskRow&, Call&)>& change
) {
    world_.host.transact(ecs_principal(world_.host.place()), [&](Call& call) {
        if (!state_.tasks.find(id)) return;
        const auto& row = state_.tasks.edit(call.batch(), id, [&](TaskRow& edited) {
            change(edited, call);
            edited.task.version = edited.task.version.value_or(0) + 1;
        });
        auto key = row.service.empty() ? "" : service_key(row.cluster, row.service);
        call.after_commit(life_.guard([this, id, key] {
            if (!key.empty()) state_.wake_service(key);
            step(id);
        }));
    });
}

/// A new status is a new step, so its attempts count from zero.
void TaskReconciler::set_status(const std::string& id, const std::string& status) {
    progress_[id].attempts = 0;
    edit(id, [&](TaskRow& row, Call& call) {
        row.task.last_status = status;
        if (status == "RUNNING") row.task.started_at = call.now();
        if (status == "STOPPED") row.task.stopped_at = call.now();
        if (status == "DEPROVISIONING") row.task.execution_stopped_at = call.now();
        if (status == "STOPPING" && !row.task.stopping_at) row.task.stopping_at = call.now();
    });
    if (status != "STOPPED") return;
    progress_.erase(id);
    endpoints_.forget_stopped();
    forget_later(id);
}

void TaskReconciler::fail(const std::string& id, const StopReason& reason) {
    log::info("ecs", "task {}: {}", id, reason.text);
    world_.host.transact(ecs_principal(world_.host.place()), [&](Call& call) {
        wish_stop(state_, call, id, reason);
    });
}

void TaskReconciler::retry(const std::string& id, const Error& error) {
    auto& progress = progress_[id];
    auto delay = back_off.after(++progress.attempts);
    if (progress.attempts == 3)
        log::warning("ecs", "task {}: {}; going on trying", id, error.message());
    progress.busy = true;
    auto again = [this, id] {
        if (!state_.tasks.find(id)) return;
        progress_[id].busy = false;
        step(id);
    };
    world_.host.region_thread().post_after(delay, life_.guard(std::move(again)));
}

}  // namespace atlas::aws::ecs
