// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/ecs/state.h"
#include "aws/wire/call.h"
#include "aws/wire/service.h"

/// The operations of ECS: one function each, in the file of its resource (clusters.cc,
/// task_definitions.cc, create_service.cc, …). Each checks all first and changes last. Region
/// thread only.
namespace atlas::aws::ecs {

struct CreateClusterInput;
struct CreateClusterOutput;
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
Answer<DeregisterTaskDefinitionOutput> deregister_task_definition(
    State& state, Call& call, const DeregisterTaskDefinitionInput& input
);
struct DeleteTaskDefinitionsInput;
struct DeleteTaskDefinitionsOutput;
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
Answer<CreateServiceOutput> create_service(
    State& state, Call& call, const CreateServiceInput& input
);
struct UpdateServiceInput;
struct UpdateServiceOutput;
Answer<UpdateServiceOutput> update_service(
    State& state, Call& call, const UpdateServiceInput& input
);
struct DeleteServiceInput;
struct DeleteServiceOutput;
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
Answer<RunTaskOutput> run_task(State& state, Call& call, const RunTaskInput& input);
struct StopTaskInput;
struct StopTaskOutput;
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
Answer<ListAccountSettingsOutput> list_account_settings(
    State& state, Call& call, const ListAccountSettingsInput& input
);
struct DescribeCapacityProvidersInput;
struct DescribeCapacityProvidersOutput;
Answer<DescribeCapacityProvidersOutput> describe_capacity_providers(
    State& state, Call& call, const DescribeCapacityProvidersInput& input
);

/// All of them, with the resources that each is authorized against.
std::vector<Operation> operations_of(State& state);

}  // namespace atlas::aws::ecs
