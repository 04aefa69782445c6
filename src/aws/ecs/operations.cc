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
            [&state](Call& call, const CreateClusterInput& input) {
                return cluster_of(state, call, input.cluster_name.value_or("default"));
            }
        ),
        make<DescribeClusters>(
            state,
            describe_clusters,
            [&state](Call& call, const DescribeClustersInput& input) {
                return clusters_of(state, call, input.clusters);
            }
        ),
        make<DeleteCluster>(
            state,
            delete_cluster,
            [&state](Call& call, const DeleteClusterInput& input) {
                return cluster_of(state, call, input.cluster);
            }
        ),
        make<ListClusters>(state, list_clusters),
        make<UpdateCluster>(
            state,
            update_cluster,
            [&state](Call& call, const UpdateClusterInput& input) {
                return cluster_of(state, call, input.cluster);
            }
        ),
        make<UpdateClusterSettings>(
            state,
            update_cluster_settings,
            [&state](Call& call, const UpdateClusterSettingsInput& input) {
                return cluster_of(state, call, input.cluster);
            }
        ),
        make<PutClusterCapacityProviders>(
            state,
            put_cluster_capacity_providers,
            [&state](Call& call, const PutClusterCapacityProvidersInput& input) {
                return cluster_of(state, call, input.cluster);
            }
        ),
        make<ListAccountSettings>(state, list_account_settings),
        make<DescribeCapacityProviders>(
            state,
            describe_capacity_providers,
            [](Call& call, const DescribeCapacityProvidersInput& input) {
                return capacity_providers_of(call, input.capacity_providers);
            }
        ),
    };
}

std::vector<Operation> definition_operations(State& state) {
    return {
        make<RegisterTaskDefinition>(
            state,
            register_task_definition,
            [](Call& call, const RegisterTaskDefinitionInput& input) {
                return family_of(call, input.family);
            }
        ),
        make<DescribeTaskDefinition>(state, describe_task_definition),
        make<DeregisterTaskDefinition>(state, deregister_task_definition),
        make<DeleteTaskDefinitions>(
            state,
            delete_task_definitions,
            [&state](Call& call, const DeleteTaskDefinitionsInput& input) {
                return definitions_of(state, call, input.task_definitions);
            }
        ),
        make<ListTaskDefinitions>(state, list_task_definitions),
        make<ListTaskDefinitionFamilies>(state, list_task_definition_families),
    };
}

std::vector<Operation> service_operations(State& state) {
    return {
        using_roles<CreateService>(
            make<CreateService>(
                state,
                create_service,
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
            make<UpdateService>(
                state,
                update_service,
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
        make<DeleteService>(
            state,
            delete_service,
            [&state](Call& call, const DeleteServiceInput& input) {
                return service_of(state, call, input.cluster, input.service);
            }
        ),
        make<DescribeServices>(
            state,
            describe_services,
            [&state](Call& call, const DescribeServicesInput& input) {
                return services_of(state, call, input.cluster, input.services);
            }
        ),
        make<ListServices>(
            state,
            list_services,
            [](Call& call, const ListServicesInput& input) {
                return listed_in(call, input.cluster);
            }
        ),
    };
}

std::vector<Operation> task_operations(State& state) {
    return {
        using_roles<RunTask>(
            make<RunTask>(
                state,
                run_task,
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
        make<StopTask>(
            state,
            stop_task,
            [&state](Call& call, const StopTaskInput& input) {
                return tasks_of(state, call, input.cluster, {input.task});
            }
        ),
        make<DescribeTasks>(
            state,
            describe_tasks,
            [&state](Call& call, const DescribeTasksInput& input) {
                return tasks_of(state, call, input.cluster, input.tasks);
            }
        ),
        make<ListTasks>(
            state,
            list_tasks,
            [](Call& call, const ListTasksInput& input) { return listed_in(call, input.cluster); }
        ),
        make<TagResource>(
            state,
            tag_resource,
            [&state](Call&, const TagResourceInput& input) {
                return std::vector{resource_at(state, input.resource_arn)};
            }
        ),
        make<UntagResource>(
            state,
            untag_resource,
            [&state](Call&, const UntagResourceInput& input) {
                return std::vector{resource_at(state, input.resource_arn)};
            }
        ),
        make<ListTagsForResource>(
            state,
            list_tags_for_resource,
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
