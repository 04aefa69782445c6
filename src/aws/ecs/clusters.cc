// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/names.h"
#include "aws/ecs/operations.h"
#include "aws/ecs/page.h"
#include "aws/models/ecs/create_cluster.h"
#include "aws/models/ecs/delete_cluster.h"
#include "aws/models/ecs/describe_clusters.h"
#include "aws/models/ecs/list_clusters.h"
#include "aws/models/ecs/put_cluster_capacity_providers.h"
#include "aws/models/ecs/update_cluster.h"
#include "aws/models/ecs/update_cluster_settings.h"

namespace atlas::aws::ecs {

namespace {

/// The cluster with its counts. `include` decides about tags, settings and configuration.
Cluster view(const State& state, const Cluster& row, const std::vector<std::string>& include) {
    auto cluster = row;
    int running = 0;
    int pending = 0;
    int services = 0;
    for (const auto& [id, task] : state.tasks) {
        if (task.cluster != row.cluster_name || task.is_stopped()) continue;
        ++(task.status() == "RUNNING" ? running : pending);
    }
    for (const auto& [key, service] : state.services) {
        if (service.cluster == row.cluster_name && service.service.status == "ACTIVE") ++services;
    }
    cluster.running_tasks_count = running;
    cluster.pending_tasks_count = pending;
    cluster.active_services_count = services;
    auto asked = [&](const char* part) {
        return std::find(include.begin(), include.end(), part) != include.end();
    };
    if (!asked("TAGS")) cluster.tags.clear();
    if (!asked("SETTINGS")) cluster.settings.clear();
    if (!asked("CONFIGURATIONS")) cluster.configuration.reset();
    return cluster;
}

const std::vector<std::string> everything{"TAGS", "SETTINGS", "CONFIGURATIONS"};

json::List<ClusterSetting> with_defaults(const std::vector<ClusterSetting>& given) {
    json::List<ClusterSetting> settings(given);
    for (const auto& setting : settings) {
        if (setting.name == "containerInsights") return settings;
    }
    ClusterSetting insights;
    insights.name = "containerInsights";
    insights.value = "disabled";
    settings.push_back(insights);
    return settings;
}

}  // namespace

Answer<CreateClusterOutput> create_cluster(
    State& state, Call& call, const CreateClusterInput& input
) {
    auto name = input.cluster_name.value_or("default");
    CreateClusterOutput output;
    // As on AWS, creating a cluster that exists succeeds.
    if (const auto* found = state.clusters.find(name)) {
        output.cluster = view(state, *found, everything);
        return output;
    }
    for (const auto& provider : input.capacity_providers) {
        if (provider != "FARGATE" && provider != "FARGATE_SPOT")
            return invalid_parameter("The specified capacity provider is not valid: " + provider);
    }
    for (const auto& item : input.default_capacity_provider_strategy) {
        const auto& listed = input.capacity_providers;
        if (std::find(listed.begin(), listed.end(), item.capacity_provider) == listed.end())
            return invalid_parameter(
                "The specified capacity provider was not found in the cluster's list: " +
                item.capacity_provider
            );
    }
    Cluster cluster;
    cluster.cluster_arn = cluster_arn(call.place(), name);
    cluster.cluster_name = name;
    cluster.status = "ACTIVE";
    cluster.registered_container_instances_count = 0;
    cluster.settings = with_defaults(input.settings);
    cluster.tags = input.tags;
    cluster.capacity_providers = input.capacity_providers;
    cluster.default_capacity_provider_strategy = input.default_capacity_provider_strategy;
    cluster.capacity_providers.mark_present();
    cluster.default_capacity_provider_strategy.mark_present();
    cluster.tags.mark_present();
    output.cluster = view(state, state.clusters.put(call.batch(), name, cluster), everything);
    return output;
}

Answer<DescribeClustersOutput> describe_clusters(
    State& state, Call& call, const DescribeClustersInput& input
) {
    DescribeClustersOutput output;
    auto names = input.clusters;
    if (names.empty()) names.push_back("default");
    for (const auto& name : names) {
        if (const auto* found = state.clusters.find(last_part(name))) {
            output.clusters.push_back(view(state, *found, input.include));
            continue;
        }
        Failure failure;
        failure.arn = cluster_arn(call.place(), last_part(name));
        failure.reason = "MISSING";
        output.failures.push_back(failure);
    }
    return output;
}

Answer<DeleteClusterOutput> delete_cluster(
    State& state, Call& call, const DeleteClusterInput& input
) {
    auto found = state.cluster(input.cluster);
    if (!found) return std::move(found).error();
    const auto& name = *found.value()->cluster_name;
    for (const auto& [key, service] : state.services) {
        if (service.cluster == name && service.service.status != "INACTIVE")
            return AwsError{
                "ClusterContainsServicesException",
                "The Cluster cannot be deleted while Services are active.",
                400,
                {}
            };
    }
    for (const auto& [id, task] : state.tasks) {
        if (task.cluster == name && !task.is_stopped())
            return AwsError{
                "ClusterContainsTasksException",
                "The Cluster cannot be deleted while Tasks are active.",
                400,
                {}
            };
    }
    DeleteClusterOutput output;
    output.cluster = view(state, *found.value(), everything);
    output.cluster->status = "INACTIVE";
    state.clusters.erase(call.batch(), std::string(name));
    return output;
}

Answer<ListClustersOutput> list_clusters(State& state, Call&, const ListClustersInput& input) {
    ListClustersOutput output;
    for (const auto& [name, cluster] : state.clusters)
        output.cluster_arns.push_back(*cluster.cluster_arn);
    ATLAS_TRY(cut_names<ListClusters>(input, output.cluster_arns, output.next_token));
    return output;
}

Answer<UpdateClusterOutput> update_cluster(
    State& state, Call& call, const UpdateClusterInput& input
) {
    auto found = state.cluster(input.cluster);
    if (!found) return std::move(found).error();
    const auto& changed =
        state.clusters.edit(call.batch(), *found.value()->cluster_name, [&](Cluster& cluster) {
            if (!input.settings.absent()) cluster.settings = with_defaults(input.settings);
        });
    UpdateClusterOutput output;
    output.cluster = view(state, changed, everything);
    return output;
}

Answer<UpdateClusterSettingsOutput> update_cluster_settings(
    State& state, Call& call, const UpdateClusterSettingsInput& input
) {
    auto found = state.cluster(input.cluster);
    if (!found) return std::move(found).error();
    const auto& changed =
        state.clusters.edit(call.batch(), *found.value()->cluster_name, [&](Cluster& cluster) {
            cluster.settings = with_defaults(input.settings);
        });
    UpdateClusterSettingsOutput output;
    output.cluster = view(state, changed, everything);
    return output;
}

Answer<PutClusterCapacityProvidersOutput> put_cluster_capacity_providers(
    State& state, Call& call, const PutClusterCapacityProvidersInput& input
) {
    auto found = state.cluster(input.cluster);
    if (!found) return std::move(found).error();
    for (const auto& provider : input.capacity_providers) {
        if (provider != "FARGATE" && provider != "FARGATE_SPOT")
            return invalid_parameter("The specified capacity provider is not valid: " + provider);
    }
    for (const auto& item : input.default_capacity_provider_strategy) {
        const auto& listed = input.capacity_providers;
        if (std::find(listed.begin(), listed.end(), item.capacity_provider) == listed.end())
            return invalid_parameter(
                "The specified capacity provider was not found in the cluster's list: " +
                item.capacity_provider
            );
    }
    const auto& changed =
        state.clusters.edit(call.batch(), *found.value()->cluster_name, [&](Cluster& cluster) {
            cluster.capacity_providers = input.capacity_providers;
            cluster.default_capacity_provider_strategy = input.default_capacity_provider_strategy;
            for (auto& item : cluster.default_capacity_provider_strategy) {
                item.base = item.base.value_or(0);
                item.weight = item.weight.value_or(0);
            }
        });
    PutClusterCapacityProvidersOutput output;
    output.cluster = view(state, changed, everything);
    return output;
}

}  // namespace atlas::aws::ecs
