// SPDX-License-Identifier: Apache-2.0
#include "aws/ecr/state.h"

#include <fmt/core.h>

#include "aws/wire/wildcard.h"

namespace atlas::aws::ecr {

Answer<const RepositoryRow*> find_repository(
    const State& state,
    Call& call,
    const std::string& name,
    const std::optional<std::string>& registry_id
) {
    const auto& account = call.place().account;
    auto* row = state.repositories.find(name);
    if (row && registry_id.value_or(account) == account) return row;
    return AwsError{
        "RepositoryNotFoundException",
        fmt::format(
            "The repository with name '{}' does not exist in the registry with id '{}'",
            name,
            registry_id.value_or(account)
        ),
        400,
        {}
    };
}

std::string image_key(const std::string& repository, const std::string& digest) {
    return repository + "@" + digest;
}

const ImageRow* find_image(
    const State& state, const std::string& repository, std::string_view reference
) {
    if (reference.starts_with("sha256:")) {
        return state.images.find(image_key(repository, std::string(reference)));
    }
    for (auto* image : images_of(state, repository)) {
        if (std::ranges::binary_search(image->tags, reference)) return image;
    }
    return nullptr;
}

std::vector<const ImageRow*> images_of(const State& state, const std::string& repository) {
    std::vector<const ImageRow*> images;
    auto prefix = repository + "@";
    for (auto at = state.images.rows().lower_bound(prefix);
         at != state.images.end() && at->first.starts_with(prefix);
         ++at) {
        images.push_back(&at->second);
    }
    std::ranges::stable_sort(images, [](const auto* left, const auto* right) {
        return left->pushed_at > right->pushed_at;
    });
    return images;
}

bool is_immutable(const Repository& repository, std::string_view tag) {
    auto mutability = repository.image_tag_mutability.value_or("MUTABLE");
    bool excluded = std::ranges::any_of(
        repository.image_tag_mutability_exclusion_filters,
        [&](const auto& filter) { return matches_wildcard(filter.filter, tag, Wildcards::star); }
    );
    if (mutability == "IMMUTABLE") return true;
    if (mutability == "IMMUTABLE_WITH_EXCLUSION") return !excluded;
    return mutability == "MUTABLE_WITH_EXCLUSION" && excluded;
}

std::string registry_host(const Place& place) {
    return place.account + ".dkr.ecr." + place.region + "." + place.suffix;
}

std::string repository_arn(const Place& place, const std::string& name) {
    return place.arn("ecr", "repository/" + name);
}

Resource repository_resource(const State& state, const Place& place, const std::string& name) {
    Resource resource;
    resource.arn = repository_arn(place, name);
    if (auto* row = state.repositories.find(name)) {
        resource.policy = row->policy;
        resource.add_tags(row->tags, "ecr");
    }
    return resource;
}

}  // namespace atlas::aws::ecr
