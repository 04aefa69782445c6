// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/ecs/state.h"
#include "aws/wire/call.h"
#include "aws/wire/service.h"

/// The operations of ECS, one function each, in the file of its resource (clusters.cc,
/// task_definitions.cc, create_service.cc, …). An operation validates everything before its first
/// change, because a batch cannot be rolled back. It only changes rows and wakes the reconcilers
/// after the commit; they do the work. Region thread only. Source: the ECS API reference.
namespace atlas::aws::ecs {

struct CreateClusterInput;
struct CreateClusterOutput;
/// Answers the existing cluster if there is one of that name, as AWS does.
Answer<CreateClusterOutput> create_cluster(
    State& state, Call& call, const CreateClusterInput& input
);
struct DescribeClustersInput;
struct DescribeClustersOutput;
Answer<DescribeClustersOutput> describe_clusters(
    State& state, Call& call, const DescribeClustersInput& input
);
struct DeleteClusterInput;
struct DeleteClusterOutput;
/// Refused while the cluster has services or tasks. The row is erased at once.
Answer<DeleteClusterOutput> delete_cluster(
    State& state, Call& call, const DeleteClusterInput& input
);
struct ListClustersInput;
struct ListClustersOutput;
Answer<ListClustersOutput> list_clusters(State& state, Call& call, const ListClustersInput& input);
struct UpdateClusterInput;
struct UpdateClusterOutput;
Answer<UpdateClusterOutput> update_cluster(
    State& state, Call& call, const UpdateClusterInput& input
);
struct UpdateClusterSettingsInput;
struct UpdateClusterSettingsOutput;
Answer<UpdateClusterSettingsOutput> update_cluster_settings(
    State& state, Call& call, const UpdateClusterSettingsInput& input
);
struct PutClusterCapacityProvidersInput;
struct PutClusterCapacityProvidersOutput;
Answer<PutClusterCapacityProvidersOutput> put_cluster_capacity_providers(
    State& state, Call& call, const PutClusterCapacityProvidersInput& input
);
struct RegisterTaskDefinitionInput;
struct RegisterTaskDefinitionOutput;
/// Makes the next revision of the family.
Answer<RegisterTaskDefinitionOutput> register_task_definition(
    State& state, Call& call, const RegisterTaskDefinitionInput& input
);
struct DescribeTaskDefinitionInput;
struct DescribeTaskDefinitionOutput;
Answer<DescribeTaskDefinitionOutput> describe_task_definition(
    State& state, Call& call, const DescribeTaskDefinitionInput& input
);
struct DeregisterTaskDefinitionInput;
struct DeregisterTaskDefinitionOutput;
/// Makes a revision INACTIVE. Its services and tasks keep running.
Answer<DeregisterTaskDefinitionOutput> deregister_task_definition(
    State& state, Call& call, const DeregisterTaskDefinitionInput& input
);
struct DeleteTaskDefinitionsInput;
struct DeleteTaskDefinitionsOutput;
/// Erases INACTIVE revisions at once, even those that tasks still use.
Answer<DeleteTaskDefinitionsOutput> delete_task_definitions(
    State& state, Call& call, const DeleteTaskDefinitionsInput& input
);
struct ListTaskDefinitionsInput;
struct ListTaskDefinitionsOutput;
Answer<ListTaskDefinitionsOutput> list_task_definitions(
    State& state, Call& call, const ListTaskDefinitionsInput& input
);
struct ListTaskDefinitionFamiliesInput;
struct ListTaskDefinitionFamiliesOutput;
Answer<ListTaskDefinitionFamiliesOutput> list_task_definition_families(
    State& state, Call& call, const ListTaskDefinitionFamiliesInput& input
);
struct CreateServiceInput;
struct CreateServiceOutput;
/// Stores the service with its first deployment. A repeated request with the same clientToken gets
/// the service that the first one created.
Answer<CreateServiceOutput> create_service(
    State& state, Call& call, const CreateServiceInput& input
);
struct UpdateServiceInput;
struct UpdateServiceOutput;
/// Begins a new deployment if the change can only reach tasks by replacing them.
Answer<UpdateServiceOutput> update_service(
    State& state, Call& call, const UpdateServiceInput& input
);
struct DeleteServiceInput;
struct DeleteServiceOutput;
/// The service is DRAINING until its last task has stopped, then INACTIVE.
Answer<DeleteServiceOutput> delete_service(
    State& state, Call& call, const DeleteServiceInput& input
);
struct DescribeServicesInput;
struct DescribeServicesOutput;
Answer<DescribeServicesOutput> describe_services(
    State& state, Call& call, const DescribeServicesInput& input
);
struct ListServicesInput;
struct ListServicesOutput;
Answer<ListServicesOutput> list_services(State& state, Call& call, const ListServicesInput& input);
struct RunTaskInput;
struct RunTaskOutput;
/// A repeated request with the same clientToken gets the tasks that the first one started; with
/// another input it gets ConflictException.
Answer<RunTaskOutput> run_task(State& state, Call& call, const RunTaskInput& input);
struct StopTaskInput;
struct StopTaskOutput;
/// Sets the desired status to STOPPED and answers without waiting for the containers.
Answer<StopTaskOutput> stop_task(State& state, Call& call, const StopTaskInput& input);
struct DescribeTasksInput;
struct DescribeTasksOutput;
Answer<DescribeTasksOutput> describe_tasks(
    State& state, Call& call, const DescribeTasksInput& input
);
struct ListTasksInput;
struct ListTasksOutput;
Answer<ListTasksOutput> list_tasks(State& state, Call& call, const ListTasksInput& input);
struct TagResourceInput;
struct TagResourceOutput;
Answer<TagResourceOutput> tag_resource(State& state, Call& call, const TagResourceInput& input);
struct UntagResourceInput;
struct UntagResourceOutput;
Answer<UntagResourceOutput> untag_resource(
    State& state, Call& call, const UntagResourceInput& input
);
struct ListTagsForResourceInput;
struct ListTagsForResourceOutput;
Answer<ListTagsForResourceOutput> list_tags_for_resource(
    State& state, Call& call, const ListTagsForResourceInput& input
);
struct ListAccountSettingsInput;
struct ListAccountSettingsOutput;
/// Always AWS's default values; no operation changes them.
Answer<ListAccountSettingsOutput> list_account_settings(
    State& state, Call& call, const ListAccountSettingsInput& input
);
struct DescribeCapacityProvidersInput;
struct DescribeCapacityProvidersOutput;
/// FARGATE and FARGATE_SPOT, which every account has; others cannot be created.
Answer<DescribeCapacityProvidersOutput> describe_capacity_providers(
    State& state, Call& call, const DescribeCapacityProvidersInput& input
);

/// All operations, bound to `state`, with the resources that each is authorized against and the
/// roles that it passes. `state` must outlive the result.
std::vector<Operation> operations_of(State& state);

}  // namespace atlas::aws::ecs
