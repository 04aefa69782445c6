// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/action_resources.h"

#include "aws/ecs/names.h"
#include "aws/ecs/tags_at.h"

namespace atlas::aws::ecs {
namespace {

Resource in_cluster(
    const State& state, Call& call, const std::string& cluster, const std::string& arn
) {
    auto resource = resource_at(state, arn);
    resource.context["ecs:cluster"] = {cluster_arn(call.place(), cluster)};
    return resource;
}

}  // namespace

Resource resource_at(const State& state, const std::string& arn) {
    Resource resource;
    resource.arn = arn;
    if (const auto* tags = tags_at(state, arn)) {
        for (const auto& tag : *tags)
            resource.add_tag(tag.key.value_or(""), tag.value.value_or(""), "ecs");
    }
    return resource;
}

Resources cluster_of(const State& state, Call& call, const std::string& cluster) {
    return {resource_at(state, cluster_arn(call.place(), last_part(cluster)))};
}

Resources clusters_of(const State& state, Call& call, const std::vector<std::string>& clusters) {
    Resources list;
    for (const auto& cluster : clusters)
        list.push_back(resource_at(state, cluster_arn(call.place(), last_part(cluster))));
    return list.empty() ? cluster_of(state, call, "default") : list;
}

Resources services_of(
    const State& state,
    Call& call,
    const std::optional<std::string>& cluster,
    const std::vector<std::string>& services
) {
    Resources list;
    auto name = cluster_name(cluster);
    for (const auto& service : services) {
        auto arn = service_arn(call.place(), name, last_part(service));
        list.push_back(in_cluster(state, call, name, std::move(arn)));
    }
    return list;
}

Resources service_of(
    const State& state,
    Call& call,
    const std::optional<std::string>& cluster,
    const std::string& service
) {
    return services_of(state, call, cluster, {service});
}

namespace {

/// The condition keys that the size of a definition's tasks sets.
void add_definition_keys(Resource& resource, const State& state, const std::string& name) {
    const auto* row = state.find_definition(name);
    if (!row) return;
    const auto& definition = row->definition;
    if (definition.cpu) resource.context["ecs:task-cpu"] = {*definition.cpu};
    if (definition.memory) resource.context["ecs:task-memory"] = {*definition.memory};
}

}  // namespace

Resources new_service_of(
    const State& state, Call& call, const std::string& service, const ServiceWish& wish
) {
    auto resources = service_of(state, call, wish.cluster, service);
    auto& context = resources[0].context;
    if (!wish.definition.empty()) {
        add_definition_keys(resources[0], state, wish.definition);
        const auto* row = state.find_definition(wish.definition);
        if (row) context["ecs:task-definition"] = {*row->definition.task_definition_arn};
    }
    if (wish.network && wish.network->awsvpc_configuration) {
        const auto& assign = wish.network->awsvpc_configuration->assign_public_ip;
        context["ecs:auto-assign-public-ip"] = {assign == "ENABLED" ? "true" : "false"};
    }
    return resources;
}

Resources run_of(
    const State& state,
    Call& call,
    const std::optional<std::string>& cluster,
    const std::string& definition
) {
    auto resources = definition_of(state, call, definition);
    resources[0].context["ecs:cluster"] = {cluster_arn(call.place(), cluster_name(cluster))};
    add_definition_keys(resources[0], state, definition);
    return resources;
}

Resources listed_in(Call& call, const std::optional<std::string>& cluster) {
    Resource all;
    all.context["ecs:cluster"] = {cluster_arn(call.place(), cluster_name(cluster))};
    return {all};
}

Resources tasks_of(
    const State& state,
    Call& call,
    const std::optional<std::string>& cluster,
    const std::vector<std::string>& tasks
) {
    Resources list;
    auto name = cluster_name(cluster);
    for (const auto& task : tasks) {
        auto arn = task_arn(call.place(), name, last_part(task));
        list.push_back(in_cluster(state, call, name, std::move(arn)));
    }
    return list;
}

Resources definition_of(const State& state, Call& call, const std::string& name) {
    if (const auto* row = state.find_definition(name))
        return {resource_at(state, *row->definition.task_definition_arn)};
    auto parsed = parse_definition_name(name);
    return family_of(call, parsed ? parsed->family : name);
}

Resources definitions_of(const State& state, Call& call, const std::vector<std::string>& names) {
    Resources list;
    for (const auto& name : names)
        for (auto& one : definition_of(state, call, name))
            list.push_back(std::move(one));
    return list;
}

Resources capacity_providers_of(Call& call, const std::vector<std::string>& names) {
    const auto& place = call.place();
    Resources list;
    for (const auto& name : names) {
        Resource resource;
        resource.arn = place.arn("ecs", "capacity-provider/" + std::string(last_part(name)));
        list.push_back(std::move(resource));
    }
    return list;
}

std::vector<PassedRole> roles_of(
    const State& state, const std::string& definition, const TaskOverride& overrides
) {
    constexpr const char* tasks = "ecs-tasks.amazonaws.com";
    std::vector<PassedRole> roles;
    const auto* row = state.find_definition(definition);
    if (!row) return roles;
    auto add = [&](const auto& own, const auto& replaced) {
        if (own && !replaced) roles.push_back({*own, tasks});
    };
    add(row->definition.task_role_arn, overrides.task_role_arn);
    add(row->definition.execution_role_arn, overrides.execution_role_arn);
    return roles;
}

Resources family_of(Call& call, const std::string& family) {
    Resource resource;
    resource.arn = definition_arn(call.place(), family, 0);
    return {resource};
}

}  // namespace atlas::aws::ecs
