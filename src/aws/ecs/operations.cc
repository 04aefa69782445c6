// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/operations.h"

#include "aws/ecs/names.h"
#include "aws/models/ecs/create_cluster.h"
#include "aws/models/ecs/create_service.h"
#include "aws/models/ecs/delete_cluster.h"
#include "aws/models/ecs/delete_service.h"
#include "aws/models/ecs/delete_task_definitions.h"
#include "aws/models/ecs/deregister_task_definition.h"
#include "aws/models/ecs/describe_capacity_providers.h"
#include "aws/models/ecs/describe_clusters.h"
#include "aws/models/ecs/describe_services.h"
#include "aws/models/ecs/describe_task_definition.h"
#include "aws/models/ecs/describe_tasks.h"
#include "aws/models/ecs/list_account_settings.h"
#include "aws/models/ecs/list_clusters.h"
#include "aws/models/ecs/list_services.h"
#include "aws/models/ecs/list_tags_for_resource.h"
#include "aws/models/ecs/list_task_definition_families.h"
#include "aws/models/ecs/list_task_definitions.h"
#include "aws/models/ecs/list_tasks.h"
#include "aws/models/ecs/put_cluster_capacity_providers.h"
#include "aws/models/ecs/register_task_definition.h"
#include "aws/models/ecs/run_task.h"
#include "aws/models/ecs/stop_task.h"
#include "aws/models/ecs/tag_resource.h"
#include "aws/models/ecs/untag_resource.h"
#include "aws/models/ecs/update_cluster.h"
#include "aws/models/ecs/update_cluster_settings.h"
#include "aws/models/ecs/update_service.h"

namespace atlas::aws::ecs {

namespace {

using Resources = std::vector<Resource>;

Resources one(std::string arn) {
    return {Resource{std::move(arn), {}, ""}};
}

/// A resource in a cluster can be restricted by the condition key ecs:cluster.
Resource in_cluster(Call& call, const std::string& cluster, std::string arn) {
    Resource resource;
    resource.arn = std::move(arn);
    resource.context["ecs:cluster"] = {cluster_arn(call.place(), cluster)};
    return resource;
}

Resources cluster_of(Call& call, const std::string& cluster) {
    return one(cluster_arn(call.place(), last_part(cluster)));
}

Resources clusters_of(Call& call, const std::vector<std::string>& clusters) {
    Resources list;
    for (const auto& cluster : clusters)
        list.push_back({cluster_arn(call.place(), last_part(cluster)), {}, ""});
    if (list.empty()) return cluster_of(call, "default");
    return list;
}

Resources services_of(
    Call& call, const std::optional<std::string>& cluster, const std::vector<std::string>& services
) {
    Resources list;
    auto name = cluster_name(cluster);
    for (const auto& service : services)
        list.push_back(in_cluster(call, name, service_arn(call.place(), name, last_part(service))));
    return list;
}

Resources service_of(
    Call& call, const std::optional<std::string>& cluster, const std::string& service
) {
    return services_of(call, cluster, {service});
}

Resources tasks_of(
    Call& call, const std::optional<std::string>& cluster, const std::vector<std::string>& tasks
) {
    Resources list;
    auto name = cluster_name(cluster);
    for (const auto& task : tasks)
        list.push_back(in_cluster(call, name, task_arn(call.place(), name, last_part(task))));
    return list;
}

Resources definition_of(const State& state, Call& call, const std::string& name) {
    if (const auto* row = state.find_definition(name))
        return one(*row->definition.task_definition_arn);
    auto parsed = parse_definition_name(name);
    return one(definition_arn(call.place(), parsed ? parsed->family : name, 0));
}

template <typename Op>
Operation make(
    State& state, Answer<typename Op::Output> (*handler)(State&, Call&, const typename Op::Input&)
) {
    return operation<Op>([&state, handler](Call& call, const typename Op::Input& input) {
        return handler(state, call, input);
    });
}

template <typename Op, typename Resources>
Operation make(
    State& state,
    Answer<typename Op::Output> (*handler)(State&, Call&, const typename Op::Input&),
    Resources resources
) {
    return operation<Op>(
        [&state, handler](Call& call, const typename Op::Input& input) {
            return handler(state, call, input);
        },
        resources
    );
}

std::vector<Operation> cluster_operations(State& state) {
    return {
        make<CreateCluster>(
            state,
            create_cluster,
            [](Call& call, const CreateClusterInput& input) {
                return cluster_of(call, input.cluster_name.value_or("default"));
            }
        ),
        make<DescribeClusters>(
            state,
            describe_clusters,
            [](Call& call, const DescribeClustersInput& input) {
                return clusters_of(call, input.clusters);
            }
        ),
        make<DeleteCluster>(
            state,
            delete_cluster,
            [](Call& call, const DeleteClusterInput& input) {
                return cluster_of(call, input.cluster);
            }
        ),
        make<ListClusters>(state, list_clusters),
        make<UpdateCluster>(
            state,
            update_cluster,
            [](Call& call, const UpdateClusterInput& input) {
                return cluster_of(call, input.cluster);
            }
        ),
        make<UpdateClusterSettings>(
            state,
            update_cluster_settings,
            [](Call& call, const UpdateClusterSettingsInput& input) {
                return cluster_of(call, input.cluster);
            }
        ),
        make<PutClusterCapacityProviders>(
            state,
            put_cluster_capacity_providers,
            [](Call& call, const PutClusterCapacityProvidersInput& input) {
                return cluster_of(call, input.cluster);
            }
        ),
        make<ListAccountSettings>(state, list_account_settings),
        make<DescribeCapacityProviders>(state, describe_capacity_providers),
    };
}

std::vector<Operation> definition_operations(State& state) {
    return {
        make<RegisterTaskDefinition>(
            state,
            register_task_definition,
            [](Call& call, const RegisterTaskDefinitionInput& input) {
                return one(definition_arn(call.place(), input.family, 0));
            }
        ),
        make<DescribeTaskDefinition>(state, describe_task_definition),
        make<DeregisterTaskDefinition>(state, deregister_task_definition),
        make<DeleteTaskDefinitions>(state, delete_task_definitions),
        make<ListTaskDefinitions>(state, list_task_definitions),
        make<ListTaskDefinitionFamilies>(state, list_task_definition_families),
    };
}

std::vector<Operation> service_operations(State& state) {
    return {
        make<CreateService>(
            state,
            create_service,
            [](Call& call, const CreateServiceInput& input) {
                return service_of(call, input.cluster, input.service_name);
            }
        ),
        make<UpdateService>(
            state,
            update_service,
            [](Call& call, const UpdateServiceInput& input) {
                return service_of(call, input.cluster, input.service);
            }
        ),
        make<DeleteService>(
            state,
            delete_service,
            [](Call& call, const DeleteServiceInput& input) {
                return service_of(call, input.cluster, input.service);
            }
        ),
        make<DescribeServices>(
            state,
            describe_services,
            [](Call& call, const DescribeServicesInput& input) {
                return services_of(call, input.cluster, input.services);
            }
        ),
        make<ListServices>(state, list_services),
    };
}

std::vector<Operation> task_operations(State& state) {
    return {
        make<RunTask>(
            state,
            run_task,
            [&state](Call& call, const RunTaskInput& input) {
                return definition_of(state, call, input.task_definition);
            }
        ),
        make<StopTask>(
            state,
            stop_task,
            [](Call& call, const StopTaskInput& input) {
                return tasks_of(call, input.cluster, {input.task});
            }
        ),
        make<DescribeTasks>(
            state,
            describe_tasks,
            [](Call& call, const DescribeTasksInput& input) {
                return tasks_of(call, input.cluster, input.tasks);
            }
        ),
        make<ListTasks>(state, list_tasks),
        make<TagResource>(
            state,
            tag_resource,
            [](Call&, const TagResourceInput& input) { return one(input.resource_arn); }
        ),
        make<UntagResource>(
            state,
            untag_resource,
            [](Call&, const UntagResourceInput& input) { return one(input.resource_arn); }
        ),
        make<ListTagsForResource>(
            state,
            list_tags_for_resource,
            [](Call&, const ListTagsForResourceInput& input) { return one(input.resource_arn); }
        ),
    };
}

}  // namespace

std::vector<Operation> operations_of(State& state) {
    std::vector<Operation> all;
    for (auto* group :
         {cluster_operations, definition_operations, service_operations, task_operations}) {
        for (auto& one : group(state))
            all.push_back(std::move(one));
    }
    return all;
}

}  // namespace atlas::aws::ecs
