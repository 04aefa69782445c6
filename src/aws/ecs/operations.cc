// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/operations.h"

#include "aws/ecs/action_resources.h"
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

std::vector<Operation> cluster_operations(State& state) {
    return {
        operation<CreateCluster>(
            on_state(state, create_cluster),
            [&state](Call& call, const CreateClusterInput& input) {
                return cluster_of(state, call, input.cluster_name.value_or("default"));
            }
        ),
        operation<DescribeClusters>(
            on_state(state, describe_clusters),
            [&state](Call& call, const DescribeClustersInput& input) {
                return clusters_of(state, call, input.clusters);
            }
        ),
        operation<DeleteCluster>(
            on_state(state, delete_cluster),
            [&state](Call& call, const DeleteClusterInput& input) {
                return cluster_of(state, call, input.cluster);
            }
        ),
        operation<ListClusters>(on_state(state, list_clusters)),
        operation<UpdateCluster>(
            on_state(state, update_cluster),
            [&state](Call& call, const UpdateClusterInput& input) {
                return cluster_of(state, call, input.cluster);
            }
        ),
        operation<UpdateClusterSettings>(
            on_state(state, update_cluster_settings),
            [&state](Call& call, const UpdateClusterSettingsInput& input) {
                return cluster_of(state, call, input.cluster);
            }
        ),
        operation<PutClusterCapacityProviders>(
            on_state(state, put_cluster_capacity_providers),
            [&state](Call& call, const PutClusterCapacityProvidersInput& input) {
                return cluster_of(state, call, input.cluster);
            }
        ),
        operation<ListAccountSettings>(on_state(state, list_account_settings)),
        operation<DescribeCapacityProviders>(
            on_state(state, describe_capacity_providers),
            [](Call& call, const DescribeCapacityProvidersInput& input) {
                return capacity_providers_of(call, input.capacity_providers);
            }
        ),
    };
}

std::vector<Operation> definition_operations(State& state) {
    return {
        operation<RegisterTaskDefinition>(
            on_state(state, register_task_definition),
            [](Call& call, const RegisterTaskDefinitionInput& input) {
                return family_of(call, input.family);
            }
        ),
        operation<DescribeTaskDefinition>(on_state(state, describe_task_definition)),
        operation<DeregisterTaskDefinition>(on_state(state, deregister_task_definition)),
        operation<DeleteTaskDefinitions>(
            on_state(state, delete_task_definitions),
            [&state](Call& call, const DeleteTaskDefinitionsInput& input) {
                return definitions_of(state, call, input.task_definitions);
            }
        ),
        operation<ListTaskDefinitions>(on_state(state, list_task_definitions)),
        operation<ListTaskDefinitionFamilies>(on_state(state, list_task_definition_families)),
    };
}

std::vector<Operation> service_operations(State& state) {
    return {
        using_roles<CreateService>(
            operation<CreateService>(
                on_state(state, create_service),
                [&state](Call& call, const CreateServiceInput& input) {
                    return new_service_of(
                        state,
                        call,
                        input.service_name,
                        {input.cluster,
                         input.task_definition.value_or(""),
                         input.network_configuration}
                    );
                }
            ),
            [&state](Call&, const CreateServiceInput& input) {
                return roles_of(state, input.task_definition.value_or(""));
            }
        ),
        using_roles<UpdateService>(
            operation<UpdateService>(
                on_state(state, update_service),
                [&state](Call& call, const UpdateServiceInput& input) {
                    return new_service_of(
                        state,
                        call,
                        input.service,
                        {input.cluster,
                         input.task_definition.value_or(""),
                         input.network_configuration}
                    );
                }
            ),
            [&state](Call&, const UpdateServiceInput& input) {
                return roles_of(state, input.task_definition.value_or(""));
            }
        ),
        operation<DeleteService>(
            on_state(state, delete_service),
            [&state](Call& call, const DeleteServiceInput& input) {
                return service_of(state, call, input.cluster, input.service);
            }
        ),
        operation<DescribeServices>(
            on_state(state, describe_services),
            [&state](Call& call, const DescribeServicesInput& input) {
                return services_of(state, call, input.cluster, input.services);
            }
        ),
        operation<ListServices>(
            on_state(state, list_services),
            [](Call& call, const ListServicesInput& input) {
                return listed_in(call, input.cluster);
            }
        ),
    };
}

std::vector<Operation> task_operations(State& state) {
    return {
        using_roles<RunTask>(
            operation<RunTask>(
                on_state(state, run_task),
                [&state](Call& call, const RunTaskInput& input) {
                    return run_of(state, call, input.cluster, input.task_definition);
                }
            ),
            [&state](Call&, const RunTaskInput& input) {
                return roles_of(
                    state, input.task_definition, input.overrides.value_or(TaskOverride{})
                );
            }
        ),
        operation<StopTask>(
            on_state(state, stop_task),
            [&state](Call& call, const StopTaskInput& input) {
                return tasks_of(state, call, input.cluster, {input.task});
            }
        ),
        operation<DescribeTasks>(
            on_state(state, describe_tasks),
            [&state](Call& call, const DescribeTasksInput& input) {
                return tasks_of(state, call, input.cluster, input.tasks);
            }
        ),
        operation<ListTasks>(
            on_state(state, list_tasks),
            [](Call& call, const ListTasksInput& input) { return listed_in(call, input.cluster); }
        ),
        operation<TagResource>(
            on_state(state, tag_resource),
            [&state](Call&, const TagResourceInput& input) {
                return std::vector{resource_at(state, input.resource_arn)};
            }
        ),
        operation<UntagResource>(
            on_state(state, untag_resource),
            [&state](Call&, const UntagResourceInput& input) {
                return std::vector{resource_at(state, input.resource_arn)};
            }
        ),
        operation<ListTagsForResource>(
            on_state(state, list_tags_for_resource),
            [&state](Call&, const ListTagsForResourceInput& input) {
                return std::vector{resource_at(state, input.resource_arn)};
            }
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
