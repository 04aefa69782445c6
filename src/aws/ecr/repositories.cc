// SPDX-License-Identifier: Apache-2.0
// CreateRepository, DescribeRepositories, DeleteRepository.
#include <fmt/core.h>

#include "aws/ecr/blob_sweep.h"
#include "aws/ecr/operations.h"
#include "aws/ecr/page.h"
#include "aws/models/ecr/create_repository.h"
#include "aws/models/ecr/delete_repository.h"
#include "aws/models/ecr/describe_repositories.h"
#include "registry/route.h"

namespace atlas::aws::ecr {
namespace {

constexpr std::size_t tags_max = 50;

Answer<CreateRepositoryOutput> create(
    State& state, Call& call, const CreateRepositoryInput& input
) {
    const auto& place = call.place();
    const auto& name = input.repository_name;
    if (!registry::is_repository_name(name)) {
        return AwsError{
            "InvalidParameterException",
            "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy "
            "regular expression "
            "'(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*''",
            400,
            {}
        };
    }
    if (state.repositories.find(name)) {
        return AwsError{
            "RepositoryAlreadyExistsException",
            fmt::format(
                "The repository with name '{}' already exists in the registry with id '{}'",
                name,
                place.account
            ),
            400,
            {}
        };
    }
    if (input.tags.size() > tags_max) {
        return AwsError{"TooManyTagsException", "A repository may have at most 50 tags.", 400, {}};
    }
    RepositoryRow row;
    row.detail.repository_arn = repository_arn(place, name);
    row.detail.registry_id = place.account;
    row.detail.repository_name = name;
    row.detail.repository_uri = registry_host(place) + "/" + name;
    row.detail.created_at = call.now();
    row.detail.image_tag_mutability = input.image_tag_mutability.value_or("MUTABLE");
    row.detail.image_tag_mutability_exclusion_filters =
        input.image_tag_mutability_exclusion_filters;
    if (row.detail.image_tag_mutability_exclusion_filters.empty()) {
        row.detail.image_tag_mutability_exclusion_filters.leave_out();
    }
    row.detail.image_scanning_configuration =
        input.image_scanning_configuration.value_or(ImageScanningConfiguration{false});
    row.detail.encryption_configuration =
        input.encryption_configuration.value_or(EncryptionConfiguration{"AES256", std::nullopt});
    for (const auto& tag : input.tags)
        row.tags[tag.key] = tag.value;
    return CreateRepositoryOutput{state.repositories.put(call.batch(), name, row).detail};
}

Answer<DescribeRepositoriesOutput> describe(
    State& state, Call& call, const DescribeRepositoriesInput& input
) {
    DescribeRepositoriesOutput output;
    if (!input.repository_names.empty()) {
        for (const auto& name : input.repository_names) {
            auto found = find_repository(state, call, name, input.registry_id);
            if (!found) return std::move(found).error();
            output.repositories.push_back(found.value()->detail);
        }
        return output;
    }
    for (const auto& [name, row] : state.repositories)
        output.repositories.push_back(row.detail);
    ATLAS_TRY(cut_page<DescribeRepositories>(
        input,
        page_rules(),
        output.repositories,
        output.next_token,
        [](const Repository& each) { return each.repository_name.value_or(""); }
    ));
    return output;
}

Answer<DeleteRepositoryOutput> remove(
    State& state, Call& call, const DeleteRepositoryInput& input
) {
    auto found = find_repository(state, call, input.repository_name, input.registry_id);
    if (!found) return std::move(found).error();
    auto images = images_of(state, input.repository_name);
    if (!images.empty() && !input.force.value_or(false)) {
        return AwsError{
            "RepositoryNotEmptyException",
            fmt::format(
                "The repository with name '{}' in registry with id '{}' cannot be deleted because "
                "it still contains images",
                input.repository_name,
                call.place().account
            ),
            400,
            {}
        };
    }
    DeleteRepositoryOutput output{found.value()->detail};
    std::vector<std::string> keys;
    for (auto* image : images)
        keys.push_back(image_key(image->repository, image->digest));
    for (const auto& key : keys)
        state.images.erase(call.batch(), key);
    state.repositories.erase(call.batch(), input.repository_name);
    state.blobs->end_repository(input.repository_name);
    call.after_commit([sweep = state.sweep] { sweep->wake(); });
    return output;
}

std::vector<Resource> described(
    const State& state, Call& call, const DescribeRepositoriesInput& input
) {
    std::vector<Resource> resources;
    for (const auto& name : input.repository_names)
        resources.push_back(repository_resource(state, call.place(), name));
    if (resources.empty()) resources.push_back({repository_arn(call.place(), "*"), {}, ""});
    return resources;
}

}  // namespace

std::vector<Operation> repository_operations(State& state) {
    return {
        operation<CreateRepository>(on_state(state, create), by_repository(state)),
        operation<DescribeRepositories>(
            on_state(state, describe),
            [&state](Call& call, const auto& input) { return described(state, call, input); }
        ),
        operation<DeleteRepository>(on_state(state, remove), by_repository(state)),
    };
}

}  // namespace atlas::aws::ecr
