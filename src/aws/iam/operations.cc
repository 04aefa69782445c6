// SPDX-License-Identifier: Apache-2.0
#include "aws/iam/operations.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "base/letter_case.h"

namespace atlas::aws::iam {
namespace {

constexpr std::size_t tags_max = 50;  // of one entity; IAM's quota

void add_tags(Resource& resource, const std::vector<Tag>& tags) {
    for (const auto& tag : tags)
        resource.add_tag(tag.key, tag.value, "iam");
}

void add_boundary(Resource& resource, const Permissions& permissions) {
    if (!permissions.boundary.empty())
        resource.context["iam:permissionsboundary"] = {permissions.boundary};
}

AwsError too_many_tags() {
    return aws_error("LimitExceeded", "Cannot exceed quota for TagsPerEntity: 50");
}

}  // namespace

std::vector<Resource> role_resource(
    const State& state, Call& call, const std::string& name, const std::string& path
) {
    Resource resource;
    resource.arn = make_arn(call.place(), "role", path, name);
    if (auto* role = state.roles.find(name)) {
        resource.arn = role->arn;
        add_tags(resource, role->tags);
        add_boundary(resource, role->permissions);
    }
    return {resource};
}

Answer<std::string> user_meant(Call& call, const std::optional<std::string>& name) {
    const auto& caller = call.caller();
    if (name) return *name;
    if (caller.kind == Principal::Kind::administrator) return std::string();
    if (caller.kind == Principal::Kind::user) return caller.arn.substr(caller.arn.rfind('/') + 1);
    return aws_error(
        "ValidationError", "Must specify userName when calling with non-User credentials"
    );
}

std::vector<Resource> user_resource(
    const State& state, Call& call, const std::optional<std::string>& name, const std::string& path
) {
    Resource resource;
    auto meant = user_meant(call, name);
    if (!meant || meant.value().empty()) {
        resource.arn = call.caller().arn;
        return {resource};
    }
    resource.arn = make_arn(call.place(), "user", path, meant.value());
    if (auto* user = state.users.find(meant.value())) {
        resource.arn = user->arn;
        add_tags(resource, user->tags);
        add_boundary(resource, user->permissions);
    }
    return {resource};
}

std::vector<Resource> policy_resource(const State& state, const std::string& arn) {
    Resource resource;
    resource.arn = arn;
    if (auto* policy = state.find_policy(arn)) add_tags(resource, policy->tags);
    return {resource};
}

std::optional<std::string> text_in(const json::Value& input, std::string_view name) {
    auto* member = input.find(name);
    if (!member || !member->as_string()) return std::nullopt;
    return *member->as_string();
}

Answer<> check_modifiable(const State& state, const std::string& role_name) {
    auto* role = state.roles.find(role_name);
    if (!role || role->linked_service.empty()) return {};
    return aws_error(
        "UnmodifiableEntity",
        fmt::format(
            "Cannot perform the operation on the protected role '{}' - this role is only "
            "modifiable by AWS",
            role_name
        )
    );
}

AwsError aws_error(std::string code, std::string message) {
    return {std::move(code), std::move(message), 400, {}};
}

AwsError no_such_role(std::string_view name) {
    return aws_error("NoSuchEntity", fmt::format("The role with name {} cannot be found.", name));
}

AwsError no_such_user(std::string_view name) {
    return aws_error("NoSuchEntity", fmt::format("The user with name {} cannot be found.", name));
}

AwsError no_such_policy(std::string_view arn) {
    return aws_error(
        "NoSuchEntity", fmt::format("Policy {} does not exist or is not attachable.", arn)
    );
}

std::string make_id(Random& random, std::string_view prefix) {
    return std::string(prefix) + random.text(17, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
}

std::string make_arn(
    const Place& place, std::string_view kind, std::string_view path, std::string_view name
) {
    return place.global_arn("iam", fmt::format("{}{}{}", kind, path, name));
}

Answer<> check_tags(const std::vector<Tag>& tags) {
    if (tags.size() > tags_max) return too_many_tags();
    std::set<std::string> keys;
    for (const auto& tag : tags) {
        if (!keys.insert(lower_case(tag.key)).second) {
            return aws_error(
                "InvalidInput",
                "Duplicate tag keys found. Please note that Tag keys are case insensitive."
            );
        }
    }
    return {};
}

Answer<std::vector<Tag>> merged_tags(std::vector<Tag> tags, const std::vector<Tag>& added) {
    if (auto valid = check_tags(added); !valid) return std::move(valid).error();
    for (const auto& tag : added) {
        auto same = std::ranges::find_if(tags, [&](const Tag& one) {
            return same_but_for_case(one.key, tag.key);
        });
        if (same == tags.end()) {
            tags.push_back(tag);
        } else {
            *same = tag;
        }
    }
    // Rows of older versions may hold keys that differ in case only, so just the number is checked.
    if (tags.size() > tags_max) return too_many_tags();
    return tags;
}

void remove_tags(std::vector<Tag>& tags, const std::vector<std::string>& keys) {
    std::erase_if(tags, [&](const Tag& tag) {
        return std::ranges::any_of(keys, [&](const std::string& key) {
            return same_but_for_case(key, tag.key);
        });
    });
}

}  // namespace atlas::aws::iam
