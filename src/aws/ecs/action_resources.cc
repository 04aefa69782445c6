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

Resources family_of(Call& call, const std::string& family) {
    Resource resource;
    resource.arn = definition_arn(call.place(), family, 0);
    return {resource};
}

}  // namespace atlas::aws::ecs
