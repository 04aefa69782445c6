// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/service_view.h"

#include <fmt/core.h>

namespace atlas::aws::ecs {

namespace {

constexpr std::size_t events_max = 100;

}  // namespace

Service view_service(const State& state, const ServiceRow& row, bool with_tags) {
    auto service = row.service;
    int running = 0;
    int pending = 0;
    for (auto& deployment : service.deployments) {
        deployment.running_count = 0;
        deployment.pending_count = 0;
    }
    for (const auto* task : state.tasks_of(row)) {
        bool runs = task->status() == "RUNNING";
        if (!runs && !task->is_wanted()) continue;
        ++(runs ? running : pending);
        for (auto& deployment : service.deployments) {
            if (deployment.id == task->deployment)
                ++*(runs ? deployment.running_count : deployment.pending_count);
        }
    }
    service.running_count = running;
    service.pending_count = pending;
    if (!with_tags) service.tags.leave_out();
    return service;
}

void add_event(Service& service, const std::string& text, Time now, Random& random) {
    ServiceEvent event;
    event.id = random.uuid();
    event.created_at = now;
    event.message = fmt::format("(service {}) {}", *service.service_name, text);
    service.events.insert(service.events.begin(), std::move(event));
    if (service.events.size() > events_max) service.events.resize(events_max);
}

const Deployment* primary_of(const Service& service) {
    for (const auto& deployment : service.deployments) {
        if (deployment.status == "PRIMARY") return &deployment;
    }
    return nullptr;
}

Deployment* primary_of(Service& service) {
    return const_cast<Deployment*>(primary_of(std::as_const(service)));
}

void begin_deployment(Service& service, Time now, Random& random) {
    for (auto& deployment : service.deployments)
        deployment.status = "ACTIVE";
    Deployment deployment;
    deployment.id = "ecs-svc/" + random.text(19, "0123456789");
    deployment.status = "PRIMARY";
    deployment.task_definition = service.task_definition;
    deployment.desired_count = service.desired_count;
    deployment.pending_count = 0;
    deployment.running_count = 0;
    deployment.failed_tasks = 0;
    deployment.created_at = now;
    deployment.updated_at = now;
    deployment.launch_type = service.launch_type;
    deployment.capacity_provider_strategy = service.capacity_provider_strategy;
    if (service.capacity_provider_strategy.empty())
        deployment.capacity_provider_strategy.leave_out();
    deployment.platform_version = "1.4.0";
    deployment.platform_family = "Linux";
    deployment.network_configuration = service.network_configuration;
    deployment.rollout_state = "IN_PROGRESS";
    deployment.rollout_state_reason = fmt::format("ECS deployment {} in progress.", *deployment.id);
    deployment.service_connect_resources.leave_out();
    deployment.volume_configurations.leave_out();
    deployment.vpc_lattice_configurations.leave_out();
    service.deployments.insert(service.deployments.begin(), std::move(deployment));
}

std::pair<int, int> healthy_percents(const Service& service) {
    int minimum = 100;
    int maximum = 200;
    if (service.deployment_configuration) {
        minimum = service.deployment_configuration->minimum_healthy_percent.value_or(minimum);
        maximum = service.deployment_configuration->maximum_percent.value_or(maximum);
    }
    return {minimum, maximum};
}

}  // namespace atlas::aws::ecs
