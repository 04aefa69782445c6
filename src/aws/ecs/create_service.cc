// SPDX-License-Identifier: Apache-2.0
#include "aws/models/ecs/create_service.h"

#include <fmt/core.h>

#include "aws/ecs/check_service.h"
#include "aws/ecs/names.h"
#include "aws/ecs/operations.h"
#include "aws/ecs/service_view.h"

namespace atlas::aws::ecs {

namespace {

DeploymentConfiguration with_defaults(const std::optional<DeploymentConfiguration>& given) {
    auto configuration = given.value_or(DeploymentConfiguration{});
    if (!given) configuration.lifecycle_hooks.leave_out();
    configuration.minimum_healthy_percent = configuration.minimum_healthy_percent.value_or(100);
    configuration.maximum_percent = configuration.maximum_percent.value_or(200);
    configuration.strategy = configuration.strategy.value_or("ROLLING");
    configuration.bake_time_in_minutes = configuration.bake_time_in_minutes.value_or(0);
    if (!configuration.deployment_circuit_breaker)
        configuration.deployment_circuit_breaker = DeploymentCircuitBreaker{};
    return configuration;
}

/// The launch type, or the strategy, that the service runs by.
void choose_capacity(Service& service, const CreateServiceInput& input, const Cluster& cluster) {
    service.capacity_provider_strategy = input.capacity_provider_strategy;
    bool none = input.capacity_provider_strategy.empty();
    if (none && !input.launch_type && !cluster.default_capacity_provider_strategy.empty()) {
        service.capacity_provider_strategy = cluster.default_capacity_provider_strategy;
        none = false;
    }
    if (none) {
        service.launch_type = input.launch_type.value_or("EC2");
        service.capacity_provider_strategy.leave_out();
        return;
    }
    for (auto& item : service.capacity_provider_strategy) {
        item.base = item.base.value_or(0);
        item.weight = item.weight.value_or(0);
    }
}

Service service_from(const CreateServiceInput& input, const Cluster& cluster, Call& call) {
    Service service;
    service.service_name = input.service_name;
    service.service_arn = service_arn(call.place(), *cluster.cluster_name, input.service_name);
    service.cluster_arn = cluster.cluster_arn;
    service.status = "ACTIVE";
    service.desired_count = input.desired_count.value_or(0);
    service.load_balancers = input.load_balancers;
    service.load_balancers.mark_present();
    service.service_registries.mark_present();
    choose_capacity(service, input, cluster);
    service.platform_version = input.platform_version.value_or("LATEST");
    service.platform_family = "Linux";
    service.deployment_configuration = with_defaults(input.deployment_configuration);
    service.task_sets.leave_out();
    service.role_arn = ecs_principal(call.place()).role_arn;
    service.created_at = call.now();
    service.current_service_revisions.leave_out();
    service.placement_constraints.mark_present();
    service.placement_strategy.mark_present();
    service.network_configuration = input.network_configuration;
    if (auto& network = service.network_configuration; network && network->awsvpc_configuration) {
        auto& vpc = *network->awsvpc_configuration;
        vpc.assign_public_ip = vpc.assign_public_ip.value_or("DISABLED");
        vpc.security_groups.mark_present();
    }
    if (input.health_check_grace_period_seconds || !input.load_balancers.empty())
        service.health_check_grace_period_seconds =
            input.health_check_grace_period_seconds.value_or(0);
    service.scheduling_strategy = input.scheduling_strategy.value_or("REPLICA");
    service.deployment_controller = input.deployment_controller;
    if (!service.deployment_controller) service.deployment_controller = DeploymentController{"ECS"};
    service.tags = input.tags;
    service.created_by =
        call.caller().role_arn.empty() ? call.caller().arn : call.caller().role_arn;
    service.enable_ecs_managed_tags = input.enable_ecs_managed_tags.value_or(false);
    service.propagate_tags = input.propagate_tags.value_or("NONE");
    service.enable_execute_command = false;
    service.availability_zone_rebalancing =
        input.availability_zone_rebalancing.value_or("DISABLED");
    return service;
}

/// The service that this very request made already.
const ServiceRow* made_before(
    const State& state, const std::string& key, const ClientToken& made_by
) {
    const auto* former = state.services.find(key);
    if (!former || former->service.status != "ACTIVE") return nullptr;
    bool same = former->made_by.same_token(made_by) && former->made_by.request == made_by.request;
    return same ? former : nullptr;
}

/// A service of that name may only be made anew when the former one is gone.
std::optional<AwsError> check_name(const State& state, const std::string& key) {
    const auto* former = state.services.find(key);
    if (!former || former->service.status == "INACTIVE") return std::nullopt;
    if (former->service.status == "DRAINING")
        return invalid_parameter("Unable to Start a service that is still Draining.");
    return invalid_parameter("Creation of service was not idempotent.");
}

}  // namespace

Answer<CreateServiceOutput> create_service(
    State& state, Call& call, const CreateServiceInput& input
) {
    auto cluster = state.cluster(input.cluster);
    if (!cluster) return std::move(cluster).error();
    const auto& name = *cluster.value()->cluster_name;
    auto key = service_key(name, input.service_name);
    auto made_by = client_token_of(input);
    if (const auto* former = made_before(state, key, made_by)) {
        CreateServiceOutput output;
        output.service = view_service(state, *former, true);
        return output;
    }
    if (auto wrong = check_name(state, key)) return std::move(*wrong);
    if (input.launch_type && !input.capacity_provider_strategy.empty())
        return invalid_parameter(
            "Specifying both a launch type and capacity provider strategy is not supported. Remove "
            "one and try again."
        );
    if (!input.task_definition) return invalid_parameter("TaskDefinition can not be blank.");
    if (input.scheduling_strategy.value_or("REPLICA") != "REPLICA")
        return invalid_parameter("Fargate services do not support the DAEMON scheduling strategy.");
    auto definition = find_active_definition(state, *input.task_definition);
    if (!definition) return std::move(definition).error();
    auto checked = check_service(
        call, definition.value()->definition, input.network_configuration, input.load_balancers
    );
    if (!checked) return std::move(checked).error();
    ServiceRow row;
    row.cluster = name;
    row.made_by = std::move(made_by);
    row.service = service_from(input, *cluster.value(), call);
    row.service.task_definition = definition.value()->definition.task_definition_arn;
    auto launch = check_launch(definition.value()->definition, row.service.launch_type);
    if (!launch) return std::move(launch).error();
    begin_deployment(row.service, call.now(), call.random());
    const auto& stored = state.services.put(call.batch(), key, std::move(row));
    call.after_commit([&state, key] { state.wake_service(key); });
    CreateServiceOutput output;
    output.service = view_service(state, stored, true);
    return output;
}

}  // namespace atlas::aws::ecs
