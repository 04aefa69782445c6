// SPDX-License-Identifier: Apache-2.0
// PutImageTagMutability, PutImageScanningConfiguration, DescribeRegistry.
#include "aws/ecr/operations.h"
#include "aws/models/ecr/describe_registry.h"
#include "aws/models/ecr/put_image_scanning_configuration.h"
#include "aws/models/ecr/put_image_tag_mutability.h"

namespace atlas::aws::ecr {
namespace {

Answer<PutImageTagMutabilityOutput> put_mutability(
    State& state, Call& call, const PutImageTagMutabilityInput& input
) {
    auto found = find_repository(state, call, input.repository_name, input.registry_id);
    if (!found) return std::move(found).error();
    const auto& row =
        state.repositories.edit(call.batch(), input.repository_name, [&](RepositoryRow& edited) {
            edited.detail.image_tag_mutability = input.image_tag_mutability;
            edited.detail.image_tag_mutability_exclusion_filters =
                input.image_tag_mutability_exclusion_filters;
        });
    PutImageTagMutabilityOutput output;
    output.registry_id = call.place().account;
    output.repository_name = input.repository_name;
    output.image_tag_mutability = row.detail.image_tag_mutability;
    output.image_tag_mutability_exclusion_filters =
        row.detail.image_tag_mutability_exclusion_filters;
    return output;
}

Answer<PutImageScanningConfigurationOutput> put_scanning(
    State& state, Call& call, const PutImageScanningConfigurationInput& input
) {
    auto found = find_repository(state, call, input.repository_name, input.registry_id);
    if (!found) return std::move(found).error();
    state.repositories.edit(call.batch(), input.repository_name, [&](RepositoryRow& row) {
        row.detail.image_scanning_configuration = input.image_scanning_configuration;
    });
    PutImageScanningConfigurationOutput output;
    output.registry_id = call.place().account;
    output.repository_name = input.repository_name;
    output.image_scanning_configuration = input.image_scanning_configuration;
    return output;
}

Answer<DescribeRegistryOutput> describe_registry(Call& call, const DescribeRegistryInput&) {
    DescribeRegistryOutput output;
    output.registry_id = call.place().account;
    output.replication_configuration.emplace();  // without rules: nothing is replicated
    return output;
}

}  // namespace

std::vector<Operation> setting_operations(State& state) {
    return {
        operation<PutImageTagMutability>(on_state(state, put_mutability), by_repository(state)),
        operation<PutImageScanningConfiguration>(
            on_state(state, put_scanning), by_repository(state)
        ),
        operation<DescribeRegistry>(describe_registry),
    };
}

}  // namespace atlas::aws::ecr
