// SPDX-License-Identifier: Apache-2.0
#include "aws/iam/operations.h"
#include "aws/iam/page.h"
#include "aws/iam/permissions.h"
#include "aws/models/iam/attach_user_policy.h"
#include "aws/models/iam/delete_user_policy.h"
#include "aws/models/iam/detach_user_policy.h"
#include "aws/models/iam/get_user_policy.h"
#include "aws/models/iam/list_attached_user_policies.h"
#include "aws/models/iam/list_user_policies.h"
#include "aws/models/iam/put_user_policy.h"
#include "aws/wire/policy_findings.h"

namespace atlas::aws::iam {
namespace {

/// `edit` changes a copy: after an error the row must be unchanged.
template <typename Edit>
Answer<> edit_permissions(State& state, Call& call, const std::string& name, Edit edit) {
    auto* user = state.users.find(name);
    if (!user) return no_such_user(name);
    auto permissions = user->permissions;
    if (auto edited = edit(permissions); !edited) return edited;
    state.users.edit(call.batch(), name, [&](UserRow& row) {
        row.permissions = std::move(permissions);
    });
    return {};
}

Answer<PutUserPolicyOutput> put_policy(State& state, Call& call, const PutUserPolicyInput& input) {
    auto done = edit_permissions(state, call, input.user_name, [&](Permissions& permissions) {
        return put_inline(
            permissions, input.policy_name, input.policy_document, 2'048, "user " + input.user_name
        );
    });
    if (!done) return std::move(done).error();
    log_policy_findings(
        "policy " + input.policy_name + " of user " + input.user_name, input.policy_document
    );
    return PutUserPolicyOutput{};
}

Answer<DeleteUserPolicyOutput> delete_policy(
    State& state, Call& call, const DeleteUserPolicyInput& input
) {
    auto done = edit_permissions(state, call, input.user_name, [&](Permissions& permissions) {
        return erase_inline(permissions, "user", input.policy_name);
    });
    if (!done) return std::move(done).error();
    return DeleteUserPolicyOutput{};
}

Answer<GetUserPolicyOutput> show_policy(State& state, Call&, const GetUserPolicyInput& input) {
    auto* user = state.users.find(input.user_name);
    if (!user) return no_such_user(input.user_name);
    auto document = find_inline(user->permissions, "user", input.policy_name);
    if (!document) return std::move(document).error();
    GetUserPolicyOutput output;
    output.user_name = input.user_name;
    output.policy_name = input.policy_name;
    output.policy_document = encode_document(document.value());
    return output;
}

Answer<ListUserPoliciesOutput> list_policies(
    State& state, Call&, const ListUserPoliciesInput& input
) {
    auto* user = state.users.find(input.user_name);
    if (!user) return no_such_user(input.user_name);
    ListUserPoliciesOutput output;
    for (const auto& [name, document] : user->permissions.inline_policies)
        output.policy_names.push_back(name);
    ATLAS_TRY(cut_page<ListUserPolicies>(
        output, &ListUserPoliciesOutput::policy_names, input, std::identity{}
    ));
    return output;
}

Answer<AttachUserPolicyOutput> attach_policy(
    State& state, Call& call, const AttachUserPolicyInput& input
) {
    auto done = edit_permissions(state, call, input.user_name, [&](Permissions& permissions) {
        return attach(state, permissions, input.policy_arn);
    });
    if (!done) return std::move(done).error();
    return AttachUserPolicyOutput{};
}

Answer<DetachUserPolicyOutput> detach_policy(
    State& state, Call& call, const DetachUserPolicyInput& input
) {
    auto done = edit_permissions(state, call, input.user_name, [&](Permissions& permissions) {
        return detach(permissions, input.policy_arn);
    });
    if (!done) return std::move(done).error();
    return DetachUserPolicyOutput{};
}

Answer<ListAttachedUserPoliciesOutput> list_attached(
    State& state, Call&, const ListAttachedUserPoliciesInput& input
) {
    auto* user = state.users.find(input.user_name);
    if (!user) return no_such_user(input.user_name);
    ListAttachedUserPoliciesOutput output;
    output.attached_policies = attached_policies(state, user->permissions);
    ATLAS_TRY(cut_page<ListAttachedUserPolicies>(
        output,
        &ListAttachedUserPoliciesOutput::attached_policies,
        input,
        [](const AttachedPolicy& policy) { return *policy.policy_name; }
    ));
    return output;
}

}  // namespace

std::vector<Operation> user_policy_operations(State& state) {
    return {
        on_user<PutUserPolicy>(state, put_policy),
        on_user<DeleteUserPolicy>(state, delete_policy),
        on_user<GetUserPolicy>(state, show_policy),
        on_user<ListUserPolicies>(state, list_policies),
        on_user<AttachUserPolicy>(state, attach_policy),
        on_user<DetachUserPolicy>(state, detach_policy),
        on_user<ListAttachedUserPolicies>(state, list_attached),
    };
}

}  // namespace atlas::aws::iam
