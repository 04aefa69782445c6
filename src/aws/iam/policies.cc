// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/core.h>

#include "aws/iam/operations.h"
#include "aws/iam/page.h"
#include "aws/iam/policy_document.h"
#include "aws/models/iam/create_policy.h"
#include "aws/models/iam/delete_policy.h"
#include "aws/models/iam/get_policy.h"
#include "aws/models/iam/list_entities_for_policy.h"
#include "aws/models/iam/list_policies.h"
#include "aws/models/iam/list_policy_tags.h"
#include "aws/models/iam/tag_policy.h"
#include "aws/models/iam/untag_policy.h"
#include "aws/wire/policy_findings.h"

namespace atlas::aws::iam {
namespace {

AwsError unknown_policy(const std::string& arn) {
    return aws_error("NoSuchEntity", fmt::format("Policy {} was not found.", arn));
}

bool has(const Permissions& permissions, const std::string& arn) {
    return std::ranges::find(permissions.attached, arn) != permissions.attached.end();
}

int count_attachments(const State& state, const std::string& arn) {
    int count = 0;
    for (const auto& [name, role] : state.roles)
        count += has(role.permissions, arn) ? 1 : 0;
    for (const auto& [name, user] : state.users)
        count += has(user.permissions, arn) ? 1 : 0;
    return count;
}

int count_boundaries(const State& state, const std::string& arn) {
    int count = 0;
    for (const auto& [name, role] : state.roles)
        count += role.permissions.boundary == arn ? 1 : 0;
    for (const auto& [name, user] : state.users)
        count += user.permissions.boundary == arn ? 1 : 0;
    return count;
}

Policy show_policy(const State& state, const PolicyRow& row) {
    Policy policy;
    policy.policy_name = row.name;
    policy.policy_id = row.id;
    policy.arn = row.arn;
    policy.path = row.path;
    policy.default_version_id = row.default_version;
    policy.attachment_count = count_attachments(state, row.arn);
    policy.permissions_boundary_usage_count = count_boundaries(state, row.arn);
    policy.is_attachable = true;
    policy.description = row.description;
    policy.create_date = row.created;
    policy.update_date = row.updated;
    policy.tags = row.tags;
    return policy;
}

Answer<CreatePolicyOutput> create_policy(State& state, Call& call, const CreatePolicyInput& input) {
    if (auto valid = check_managed_policy(input.policy_document); !valid)
        return std::move(valid).error();
    if (auto valid = check_tags(input.tags); !valid) return std::move(valid).error();
    log_policy_findings("policy " + input.policy_name, input.policy_document);
    PolicyRow row;
    row.name = input.policy_name;
    row.path = input.path.value_or("/");
    row.arn = make_arn(call.place(), "policy", row.path, row.name);
    if (state.policies.find(row.arn)) {
        return aws_error(
            "EntityAlreadyExists",
            fmt::format(
                "A policy called {} already exists. Duplicate names are not allowed.", row.name
            )
        );
    }
    row.id = make_id(call.random(), "ANPA");
    row.description = input.description;
    row.created = row.updated = call.now();
    row.versions.push_back({"v1", input.policy_document, row.created});
    row.tags = input.tags;
    auto arn = row.arn;
    auto shown = show_policy(state, state.policies.put(call.batch(), arn, std::move(row)));
    return CreatePolicyOutput{std::move(shown)};
}

Answer<GetPolicyOutput> show(State& state, Call&, const GetPolicyInput& input) {
    auto* policy = state.find_policy(input.policy_arn);
    if (!policy) return unknown_policy(input.policy_arn);
    return GetPolicyOutput{show_policy(state, *policy)};
}

Answer<DeletePolicyOutput> delete_policy(State& state, Call& call, const DeletePolicyInput& input) {
    auto* policy = state.policies.find(input.policy_arn);
    if (!policy) return unknown_policy(input.policy_arn);
    if (count_attachments(state, policy->arn) + count_boundaries(state, policy->arn) > 0) {
        return aws_error("DeleteConflict", "Cannot delete a policy attached to entities.");
    }
    if (policy->versions.size() > 1) {
        return aws_error(
            "DeleteConflict",
            "This policy has more than one version. Before you delete a policy, you must delete "
            "the policy's versions. The default version is deleted with the policy."
        );
    }
    state.policies.erase(call.batch(), input.policy_arn);
    return DeletePolicyOutput{};
}

Answer<ListPoliciesOutput> list(State& state, Call&, const ListPoliciesInput& input) {
    ListPoliciesOutput output;
    auto scope = input.scope.value_or("All");
    auto add = [&](const PolicyRow& row) {
        auto shown = show_policy(state, row);
        shown.tags.leave_out();  // as on AWS: only GetPolicy shows tags
        if (!row.path.starts_with(input.path_prefix.value_or("/"))) return;
        if (input.only_attached.value_or(false) && shown.attachment_count == 0) return;
        output.policies.push_back(std::move(shown));
    };
    if (scope != "AWS") {
        for (const auto& [arn, row] : state.policies)
            add(row);
    }
    if (scope != "Local") {
        for (const auto& [arn, row] : state.aws_policies)
            add(row);
    }
    std::ranges::sort(output.policies, {}, &Policy::arn);
    ATLAS_TRY(cut_page<ListPolicies>(
        output,
        &ListPoliciesOutput::policies,
        input,
        [](const Policy& policy) { return *policy.arn; }
    ));
    return output;
}

Answer<ListEntitiesForPolicyOutput> list_entities(
    State& state, Call&, const ListEntitiesForPolicyInput& input
) {
    if (!state.find_policy(input.policy_arn)) return unknown_policy(input.policy_arn);
    ListEntitiesForPolicyOutput output;
    auto kind = input.entity_filter.value_or("");
    auto path = input.path_prefix.value_or("/");
    for (const auto& [name, role] : state.roles) {
        if ((!kind.empty() && kind != "Role") || !role.path.starts_with(path)) continue;
        if (has(role.permissions, input.policy_arn))
            output.policy_roles.push_back({.role_name = name, .role_id = role.id});
    }
    for (const auto& [name, user] : state.users) {
        if ((!kind.empty() && kind != "User") || !user.path.starts_with(path)) continue;
        if (has(user.permissions, input.policy_arn))
            output.policy_users.push_back({.user_name = name, .user_id = user.id});
    }
    output.is_truncated = false;
    return output;
}

Answer<TagPolicyOutput> tag(State& state, Call& call, const TagPolicyInput& input) {
    auto* policy = state.policies.find(input.policy_arn);
    if (!policy) return unknown_policy(input.policy_arn);
    auto tags = merged_tags(policy->tags, input.tags);
    if (!tags) return std::move(tags).error();
    state.policies.edit(call.batch(), input.policy_arn, [&](PolicyRow& row) {
        row.tags = tags.value();
    });
    return TagPolicyOutput{};
}

Answer<UntagPolicyOutput> untag(State& state, Call& call, const UntagPolicyInput& input) {
    if (!state.policies.find(input.policy_arn)) return unknown_policy(input.policy_arn);
    state.policies.edit(call.batch(), input.policy_arn, [&](PolicyRow& row) {
        remove_tags(row.tags, input.tag_keys);
    });
    return UntagPolicyOutput{};
}

Answer<ListPolicyTagsOutput> list_tags(State& state, Call&, const ListPolicyTagsInput& input) {
    auto* policy = state.find_policy(input.policy_arn);
    if (!policy) return unknown_policy(input.policy_arn);
    ListPolicyTagsOutput output;
    output.tags = policy->tags;
    ATLAS_TRY(cut_page<ListPolicyTags>(
        output, &ListPolicyTagsOutput::tags, input, [](const Tag& tag) { return tag.key; }
    ));
    return output;
}

}  // namespace

std::vector<Operation> policy_operations(State& state) {
    auto create = on_state<CreatePolicy>(state, create_policy);
    create.resources = [](Call& call, const json::Value& input) {
        Resource policy;
        policy.arn = make_arn(
            call.place(),
            "policy",
            text_in(input, "Path").value_or("/"),
            text_in(input, "PolicyName").value_or("")
        );
        return std::vector{policy};
    };
    return {
        create,
        on_policy<GetPolicy>(state, show),
        on_policy<DeletePolicy>(state, delete_policy),
        on_state<ListPolicies>(state, list),
        on_policy<ListEntitiesForPolicy>(state, list_entities),
        on_policy<TagPolicy>(state, tag),
        on_policy<UntagPolicy>(state, untag),
        on_policy<ListPolicyTags>(state, list_tags),
    };
}

}  // namespace atlas::aws::iam
