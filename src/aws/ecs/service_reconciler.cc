// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/service_reconciler.h"

#include <fmt/core.h>

#include "aws/ecs/container_health.h"
#include "aws/ecs/names.h"
#include "aws/ecs/place_task.h"
#include "aws/ecs/service_view.h"

namespace atlas::aws::ecs {

namespace {

constexpr std::chrono::hours inactive_kept{1};

std::string list_of(const std::vector<std::string>& ids) {
    std::string text;
    for (const auto& id : ids)
        text += (text.empty() ? "(task " : " (task ") + id + ")";
    return text;
}

TaskWish wish_of(const ServiceRow& row, const DefinitionRow& definition) {
    const auto& service = row.service;
    TaskWish wish{
        definition,
        row.cluster,
        *service.service_name,
        *primary_of(service)->id,
        "",
        "",
        {},
        {},
        {},
        *service.network_configuration,
        {},
        service.load_balancers,
        {}
    };
    wish.group = "service:" + *service.service_name;
    wish.started_by = wish.deployment;
    wish.launch_type = service.launch_type;
    if (!service.capacity_provider_strategy.empty())
        wish.capacity_provider = service.capacity_provider_strategy[0].capacity_provider;
    if (service.propagate_tags == "SERVICE") wish.tags = service.tags;
    if (service.propagate_tags == "TASK_DEFINITION") wish.tags = definition.tags;
    return wish;
}

}  // namespace

ServiceReconciler::ServiceReconciler(State& state, World& world) : state_(state), world_(world) {}

void ServiceReconciler::recover() {
    for (const auto& [key, row] : state_.services) {
        if (row.service.status == "INACTIVE")
            forget_later(key);
        else
            wake(key);
    }
}

void ServiceReconciler::wake(const std::string& key) {
    auto& watch = watches_[key];
    if (std::exchange(watch.woken, true)) return;
    // Acts only on a row that is on the disk. If a change is under way, its commit continues here.
    auto step_durable = [this, key] {
        state_.services.when_durable(key, life_.guard([this, key](store::Durable) { step(key); }));
    };
    world_.host.region_thread().post(life_.guard(std::move(step_durable)));
}

void ServiceReconciler::wake_at(const std::string& key, Time when) {
    auto delay =
        std::chrono::duration_cast<std::chrono::milliseconds>(when - world_.host.clock().now());
    world_.host.region_thread().post_after(
        std::max(delay, std::chrono::milliseconds(1)), life_.guard([this, key] { wake(key); })
    );
}

void ServiceReconciler::step(const std::string& key) {
    const auto* row = state_.services.find(key);
    if (!row) {
        watches_.erase(key);
        return;
    }
    auto& watch = watches_[key];
    watch.woken = false;
    if (row->service.status == "INACTIVE") return;
    world_.host.transact(ecs_principal(world_.host.place()), [&](Call& call) {
        reconcile(key, watch, call);
    });
}

void ServiceReconciler::reconcile(const std::string& key, Watch& watch, Call& call) {
    count_failures(key, watch, call);
    look_at_targets(*state_.services.find(key), watch, call);
    note_health(*state_.services.find(key), watch, call);
    stop_unhealthy(key, watch, call);
    const auto& row = *state_.services.find(key);
    auto plan = plan_service(row.service, tasks_of(row, watch));
    if (!plan.stops.empty()) stop_tasks(key, plan, call);
    const auto* primary = primary_of(row.service);
    // A deployment that the circuit breaker failed without a rollback starts no more tasks.
    bool failed = primary && primary->rollout_state == "FAILED";
    if (plan.starts > 0 && !failed) start_tasks(key, plan.starts, watch, call);
    if (row.service.status == "DRAINING")
        finish_deletion(key, call);
    else if (plan.completed && !row.steady)
        complete(key, call);
}

std::vector<ServiceTask> ServiceReconciler::tasks_of(const ServiceRow& row, const Watch& watch)
    const {
    std::vector<ServiceTask> tasks;
    for (const auto* task : state_.tasks_of(row))
        tasks.push_back({task->id, task->deployment, !task->is_wanted(), is_healthy(*task, watch)});
    return tasks;
}

bool ServiceReconciler::is_healthy(const TaskRow& task, const Watch& watch) const {
    if (task.status() != "RUNNING") return false;
    const auto* found = state_.find_definition(task.task.task_definition_arn.value_or(""));
    if (!passes_checks(task.task, found ? &found->definition : nullptr)) return false;
    return task.targets.empty() || watch.healthy.contains(task.id);
}

/// Stored with the task, so that its later end does not count as a failed start.
void ServiceReconciler::note_health(const ServiceRow& row, const Watch& watch, Call& call) {
    for (const auto* task : state_.tasks_of(row)) {
        if (task->was_healthy || !is_healthy(*task, watch)) continue;
        state_.tasks.edit(call.batch(), std::string(task->id), [](TaskRow& edited) {
            edited.was_healthy = true;
        });
    }
}

void ServiceReconciler::start_tasks(const std::string& key, int count, Watch& watch, Call& call) {
    if (watch.not_before > call.now()) {
        wake_at(key, watch.not_before);
        return;
    }
    const auto& row = *state_.services.find(key);
    const auto* definition = state_.find_definition(*row.service.task_definition);
    if (!definition) return;
    auto wish = wish_of(row, *definition);
    std::vector<std::string> ids;
    for (int index = 0; index < count; ++index)
        ids.push_back(place_task(state_, call, wish).id);
    state_.services.edit(call.batch(), key, [&](ServiceRow& edited) {
        edited.steady = false;
        add_event(
            edited.service,
            fmt::format("has started {} tasks: {}.", count, list_of(ids)),
            call.now(),
            call.random()
        );
    });
}

void ServiceReconciler::stop_tasks(const std::string& key, const ServicePlan& plan, Call& call) {
    const auto& row = *state_.services.find(key);
    for (const auto& id : plan.stops) {
        auto deployment = state_.tasks.find(id)->deployment;
        wish_stop(
            state_,
            call,
            id,
            {"ServiceSchedulerInitiated",
             fmt::format(
                 "Scaling activity initiated by (deployment {})",
                 primary_of(row.service) ? *primary_of(row.service)->id : deployment
             )}
        );
    }
    state_.services.edit(call.batch(), key, [&](ServiceRow& edited) {
        edited.steady = false;
        add_event(
            edited.service,
            fmt::format(
                "has stopped {} running tasks: {}.", plan.stops.size(), list_of(plan.stops)
            ),
            call.now(),
            call.random()
        );
    });
}

/// Stops running tasks that fail their container health checks or, after the grace period, those
/// of their target groups. The next plan replaces them.
void ServiceReconciler::stop_unhealthy(const std::string& key, Watch& watch, Call& call) {
    const auto& row = *state_.services.find(key);
    auto grace = std::chrono::seconds(row.service.health_check_grace_period_seconds.value_or(0));
    for (const auto* task : state_.tasks_of(row)) {
        if (!task->is_wanted() || task->status() != "RUNNING") continue;
        if (task->task.health_status == "UNHEALTHY") {
            wish_stop(
                state_,
                call,
                task->id,
                {"ServiceSchedulerInitiated", "Task failed container health checks"}
            );
            continue;
        }
        auto unhealthy = watch.unhealthy.find(task->id);
        if (unhealthy == watch.unhealthy.end()) continue;
        auto graced_until = task->task.started_at.value_or(call.now()) + grace;
        if (call.now() < graced_until) {
            wake_at(key, graced_until);
            continue;
        }
        auto id = task->id;
        auto target = task->targets[0];
        state_.services.edit(call.batch(), key, [&](ServiceRow& edited) {
            add_event(
                edited.service,
                fmt::format(
                    "(task {}) (port {}) is unhealthy in (target-group {}) due to {}.",
                    id,
                    target.port,
                    target.group_arn,
                    unhealthy->second
                ),
                call.now(),
                call.random()
            );
        });
        wish_stop(
            state_,
            call,
            id,
            {"ServiceSchedulerInitiated",
             fmt::format("Task failed ELB health checks in (target-group {})", target.group_arn)}
        );
    }
}

void ServiceReconciler::complete(const std::string& key, Call& call) {
    watches_[key].not_before = {};
    state_.services.edit(call.batch(), key, [&](ServiceRow& edited) {
        edited.steady = true;
        auto& service = edited.service;
        std::erase_if(service.deployments, [](const Deployment& deployment) {
            return deployment.status != "PRIMARY";
        });
        if (auto* primary = primary_of(service); primary && primary->rollout_state != "COMPLETED") {
            primary->rollout_state = "COMPLETED";
            primary->rollout_state_reason =
                fmt::format("ECS deployment {} completed.", *primary->id);
            primary->updated_at = call.now();
            primary->failed_tasks = 0;
            add_event(
                service,
                fmt::format("(deployment {}) deployment completed.", *primary->id),
                call.now(),
                call.random()
            );
        }
        add_event(service, "has reached a steady state.", call.now(), call.random());
    });
}

/// A service becomes INACTIVE only once all its tasks have stopped and deleted their interfaces: a
/// client that waits for it can then delete the subnet.
void ServiceReconciler::finish_deletion(const std::string& key, Call& call) {
    const auto& row = *state_.services.find(key);
    if (!state_.tasks_of(row).empty()) return;
    state_.services.edit(call.batch(), key, [&](ServiceRow& edited) {
        edited.service.status = "INACTIVE";
        edited.service.deployments.clear();
        edited.inactive_since = call.now();
    });
    forget_later(key);
}

void ServiceReconciler::forget_later(const std::string& key) {
    auto forget = [this, key] {
        const auto* gone = state_.services.find(key);
        if (!gone || gone->service.status != "INACTIVE") return;
        // A service of the same name may have been created and deleted since this was scheduled.
        if (inactive_left(*gone) > std::chrono::milliseconds(0)) return;
        world_.host.transact(ecs_principal(world_.host.place()), [&](Call& later) {
            state_.services.erase(later.batch(), key);
        });
        watches_.erase(key);
    };
    auto left = inactive_left(*state_.services.find(key));
    world_.host.region_thread().post_after(left, life_.guard(std::move(forget)));
}

std::chrono::milliseconds ServiceReconciler::inactive_left(const ServiceRow& row) const {
    auto age = world_.host.clock().now() - row.inactive_since;
    auto left = std::chrono::ceil<std::chrono::milliseconds>(inactive_kept - age);
    return std::max(left, std::chrono::milliseconds(0));
}

}  // namespace atlas::aws::ecs
