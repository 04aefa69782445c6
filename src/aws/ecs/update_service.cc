// SPDX-License-Identifier: Apache-2.0
#include "aws/models/ecs/update_service.h"

#include "aws/ecs/check_service.h"
#include "aws/ecs/names.h"
#include "aws/ecs/operations.h"
#include "aws/ecs/service_view.h"

namespace atlas::aws::ecs {

namespace {

/// What is told of a deployment's tasks only by replacing them.
bool needs_deployment(
    const Service& before, const Service& after, const UpdateServiceInput& input
) {
    return input.force_new_deployment.value_or(false) ||
           before.task_definition != after.task_definition ||
           before.network_configuration != after.network_configuration ||
           before.load_balancers != after.load_balancers ||
           before.platform_version != after.platform_version ||
           before.capacity_provider_strategy != after.capacity_provider_strategy;
}

void apply(Service& service, const UpdateServiceInput& input) {
    if (input.desired_count) service.desired_count = input.desired_count;
    if (input.deployment_configuration) {
        auto& configuration = *service.deployment_configuration;
        const auto& given = *input.deployment_configuration;
        if (given.minimum_healthy_percent)
            configuration.minimum_healthy_percent = given.minimum_healthy_percent;
        if (given.maximum_percent) configuration.maximum_percent = given.maximum_percent;
        if (given.deployment_circuit_breaker)
            configuration.deployment_circuit_breaker = given.deployment_circuit_breaker;
        if (given.alarms) configuration.alarms = given.alarms;
        if (given.strategy) configuration.strategy = given.strategy;
        if (given.bake_time_in_minutes)
            configuration.bake_time_in_minutes = given.bake_time_in_minutes;
    }
    if (input.availability_zone_rebalancing)
        service.availability_zone_rebalancing = input.availability_zone_rebalancing;
    if (input.network_configuration && input.network_configuration->awsvpc_configuration) {
        service.network_configuration = input.network_configuration;
        auto& vpc = *service.network_configuration->awsvpc_configuration;
        vpc.assign_public_ip = vpc.assign_public_ip.value_or("DISABLED");
        vpc.security_groups.mark_present();
    }
    if (!input.load_balancers.absent()) service.load_balancers = input.load_balancers;
    if (!input.capacity_provider_strategy.absent() && !input.capacity_provider_strategy.empty()) {
        service.capacity_provider_strategy = input.capacity_provider_strategy;
        for (auto& item : service.capacity_provider_strategy) {
            item.base = item.base.value_or(0);
            item.weight = item.weight.value_or(0);
        }
        service.launch_type.reset();
    }
    if (input.platform_version) service.platform_version = input.platform_version;
    if (input.health_check_grace_period_seconds)
        service.health_check_grace_period_seconds = input.health_check_grace_period_seconds;
    if (input.enable_ecs_managed_tags)
        service.enable_ecs_managed_tags = input.enable_ecs_managed_tags;
    if (input.propagate_tags) service.propagate_tags = input.propagate_tags;
}

}  // namespace

Answer<UpdateServiceOutput> update_service(
    State& state, Call& call, const UpdateServiceInput& input
) {
    auto cluster = state.cluster(input.cluster);
    if (!cluster) return std::move(cluster).error();
    const auto* row = state.find_service(*cluster.value()->cluster_name, input.service);
    if (!row) return service_not_found();
    if (row->service.status != "ACTIVE") return service_not_active();
    auto changed = row->service;
    apply(changed, input);
    auto definition =
        find_active_definition(state, input.task_definition.value_or(*changed.task_definition));
    // The definition that is there already may have been deregistered meanwhile.
    if (!definition && input.task_definition) return std::move(definition).error();
    if (definition) {
        changed.task_definition = definition.value()->definition.task_definition_arn;
        auto launch = check_launch(definition.value()->definition, changed.launch_type);
        if (!launch && needs_deployment(row->service, changed, input))
            return std::move(launch).error();
        bool moved =
            input.network_configuration || !input.load_balancers.absent() || input.task_definition;
        if (moved) {
            auto checked = check_service(
                call,
                definition.value()->definition,
                changed.network_configuration,
                changed.load_balancers
            );
            if (!checked) return std::move(checked).error();
        }
    }
    bool anew = needs_deployment(row->service, changed, input);
    if (anew)
        begin_deployment(changed, call.now(), call.random());
    else if (auto* primary = primary_of(changed)) {
        if (primary->desired_count != changed.desired_count) primary->updated_at = call.now();
        primary->desired_count = changed.desired_count;
    }
    auto key = service_key(row->cluster, *changed.service_name);
    const auto& stored = state.services.edit(call.batch(), key, [&](ServiceRow& edited) {
        if (anew) edited.rollback_to.clear();
        edited.steady = false;
        edited.service = std::move(changed);
    });
    call.after_commit([&state, key] { state.wake_service(key); });
    UpdateServiceOutput output;
    output.service = view_service(state, stored, true);
    return output;
}

}  // namespace atlas::aws::ecs
