// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/place_task.h"

#include <limits>

#include <fmt/core.h>

#include "aws/ecs/names.h"

namespace atlas::aws::ecs {

namespace {

std::string choose_subnet(const State& state, const std::vector<std::string>& subnets) {
    std::string best;
    auto fewest = std::numeric_limits<std::ptrdiff_t>::max();
    for (const auto& subnet : subnets) {
        auto count = std::ranges::count_if(state.tasks.rows(), [&](const auto& entry) {
            return entry.second.subnet == subnet && !entry.second.is_stopped();
        });
        if (count < fewest) {
            fewest = count;
            best = subnet;
        }
    }
    return best;
}

json::List<Container> containers_of(
    const TaskWish& wish, const std::string& task_id, const std::string& arn, Call& call
) {
    json::List<Container> list;
    for (const auto& definition : wish.definition.definition.container_definitions) {
        Container container;
        container.container_arn = call.place().arn(
            "ecs", fmt::format("container/{}/{}/{}", wish.cluster, task_id, call.random().uuid())
        );
        container.task_arn = arn;
        container.name = definition.name;
        container.image = definition.image;
        container.last_status = "PENDING";
        container.health_status = "UNKNOWN";
        container.cpu = std::to_string(definition.cpu.value_or(0));
        if (definition.memory) container.memory = std::to_string(*definition.memory);
        if (definition.memory_reservation)
            container.memory_reservation = std::to_string(*definition.memory_reservation);
        container.network_interfaces.mark_present();
        container.gpu_ids.leave_out();
        container.managed_agents.leave_out();
        list.push_back(std::move(container));
    }
    return list;
}

}  // namespace

const TaskRow& place_task(State& state, Call& call, const TaskWish& wish) {
    TaskRow row;
    row.id = call.random().hex(32);
    row.cluster = wish.cluster;
    row.service = wish.service;
    row.deployment = wish.deployment;
    row.made_by = wish.made_by;
    row.endpoint_key = call.random().uuid();
    const auto& vpc = *wish.network.awsvpc_configuration;
    row.subnet = choose_subnet(state, vpc.subnets);
    row.groups = vpc.security_groups;
    for (const auto& balancer : wish.load_balancers)
        row.targets.push_back({*balancer.target_group_arn, *balancer.container_port});
    auto& task = row.task;
    const auto& definition = wish.definition.definition;
    task.task_arn = task_arn(call.place(), wish.cluster, row.id);
    task.cluster_arn = cluster_arn(call.place(), wish.cluster);
    task.task_definition_arn = definition.task_definition_arn;
    task.overrides = wish.overrides;
    task.overrides->container_overrides.mark_present();
    task.overrides->inference_accelerator_overrides.mark_present();
    task.last_status = "PROVISIONING";
    task.desired_status = "RUNNING";
    task.health_status = "UNKNOWN";
    task.cpu = wish.overrides.cpu ? wish.overrides.cpu : definition.cpu;
    task.memory = wish.overrides.memory ? wish.overrides.memory : definition.memory;
    task.created_at = call.now();
    task.group = wish.group;
    if (!wish.started_by.empty()) task.started_by = wish.started_by;
    task.launch_type = wish.launch_type.value_or("FARGATE");
    task.capacity_provider_name = wish.capacity_provider;
    task.platform_version = "1.4.0";
    task.platform_family = "Linux";
    task.enable_execute_command = false;
    task.version = 1;
    task.tags = wish.tags;
    task.fargate_ephemeral_storage.reset();
    const auto& disk = wish.overrides.ephemeral_storage ? wish.overrides.ephemeral_storage
                                                        : definition.ephemeral_storage;
    task.ephemeral_storage.emplace();
    task.ephemeral_storage->size_in_gi_b = disk ? disk->size_in_gi_b : 20;
    task.containers = containers_of(wish, row.id, *task.task_arn, call);
    auto id = row.id;
    call.after_commit([&state, id] { state.wake_task(id); });
    return state.tasks.put(call.batch(), id, std::move(row));
}

void wish_stop(State& state, Call& call, const std::string& id, const StopReason& reason) {
    const auto* row = state.tasks.find(id);
    if (!row || !row->is_wanted()) return;
    state.tasks.edit(call.batch(), id, [&](TaskRow& edited) {
        edited.task.desired_status = "STOPPED";
        edited.task.stop_code = reason.code;
        edited.task.stopped_reason = reason.text;
        edited.task.stopping_at = call.now();
        edited.task.version = *edited.task.version + 1;
    });
    call.after_commit([&state, id] { state.wake_task(id); });
}

}  // namespace atlas::aws::ecs
