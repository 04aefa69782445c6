// SPDX-License-Identifier: Apache-2.0
// TagResource, UntagResource, ListTagsForResource.
#include "aws/ecr/operations.h"
#include "aws/models/ecr/list_tags_for_resource.h"
#include "aws/models/ecr/tag_resource.h"
#include "aws/models/ecr/untag_resource.h"

namespace atlas::aws::ecr {
namespace {

constexpr std::size_t tags_max = 50;

/// The repository's name in an ARN; any other text unchanged.
std::string name_in(const std::string& arn) {
    auto at = arn.find(":repository/");
    return at == std::string::npos ? arn : arn.substr(at + std::string_view(":repository/").size());
}

Answer<TagResourceOutput> tag(State& state, Call& call, const TagResourceInput& input) {
    auto name = name_in(input.resource_arn);
    auto found = find_repository(state, call, name);
    if (!found) return std::move(found).error();
    auto tags = found.value()->tags;
    for (const auto& added : input.tags)
        tags[added.key] = added.value;
    if (tags.size() > tags_max) {
        return AwsError{"TooManyTagsException", "A repository may have at most 50 tags.", 400, {}};
    }
    state.repositories.edit(call.batch(), name, [&](RepositoryRow& row) { row.tags = tags; });
    return TagResourceOutput{};
}

Answer<UntagResourceOutput> untag(State& state, Call& call, const UntagResourceInput& input) {
    auto name = name_in(input.resource_arn);
    auto found = find_repository(state, call, name);
    if (!found) return std::move(found).error();
    state.repositories.edit(call.batch(), name, [&](RepositoryRow& row) {
        for (const auto& key : input.tag_keys)
            row.tags.erase(key);
    });
    return UntagResourceOutput{};
}

Answer<ListTagsForResourceOutput> list(
    State& state, Call& call, const ListTagsForResourceInput& input
) {
    auto found = find_repository(state, call, name_in(input.resource_arn));
    if (!found) return std::move(found).error();
    ListTagsForResourceOutput output;
    for (const auto& [key, value] : found.value()->tags)
        output.tags.push_back({key, value});
    return output;
}

}  // namespace

std::vector<Operation> tag_operations(State& state) {
    auto resource = [&state](Call& call, const auto& input) -> std::vector<Resource> {
        return {repository_resource(state, call.place(), name_in(input.resource_arn))};
    };
    return {
        operation<TagResource>(on_state(state, tag), resource),
        operation<UntagResource>(on_state(state, untag), resource),
        operation<ListTagsForResource>(on_state(state, list), resource),
    };
}

}  // namespace atlas::aws::ecr
