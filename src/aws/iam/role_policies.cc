// SPDX-License-Identifier: Apache-2.0
#include "aws/iam/operations.h"
#include "aws/iam/page.h"
#include "aws/iam/permissions.h"
#include "aws/models/iam/attach_role_policy.h"
#include "aws/models/iam/delete_role_policy.h"
#include "aws/models/iam/detach_role_policy.h"
#include "aws/models/iam/get_role_policy.h"
#include "aws/models/iam/list_attached_role_policies.h"
#include "aws/models/iam/list_role_policies.h"
#include "aws/models/iam/put_role_policy.h"
#include "aws/wire/policy_findings.h"

namespace atlas::aws::iam {
namespace {

/// `edit` changes a copy: after an error the row must be unchanged.
template <typename Edit>
Answer<> edit_permissions(State& state, Call& call, const std::string& name, Edit edit) {
    auto* role = state.roles.find(name);
    if (!role) return no_such_role(name);
    auto permissions = role->permissions;
    if (auto edited = edit(permissions); !edited) return edited;
    state.roles.edit(call.batch(), name, [&](RoleRow& row) {
        row.permissions = std::move(permissions);
    });
    return {};
}

Answer<PutRolePolicyOutput> put_policy(State& state, Call& call, const PutRolePolicyInput& input) {
    auto done = edit_permissions(state, call, input.role_name, [&](Permissions& permissions) {
        return put_inline(
            permissions, input.policy_name, input.policy_document, 10'240, "role " + input.role_name
        );
    });
    if (!done) return std::move(done).error();
    log_policy_findings(
        "policy " + input.policy_name + " of role " + input.role_name, input.policy_document
    );
    return PutRolePolicyOutput{};
}

Answer<DeleteRolePolicyOutput> delete_policy(
    State& state, Call& call, const DeleteRolePolicyInput& input
) {
    auto done = edit_permissions(state, call, input.role_name, [&](Permissions& permissions) {
        return erase_inline(permissions, "role", input.policy_name);
    });
    if (!done) return std::move(done).error();
    return DeleteRolePolicyOutput{};
}

Answer<GetRolePolicyOutput> show_policy(State& state, Call&, const GetRolePolicyInput& input) {
    auto* role = state.roles.find(input.role_name);
    if (!role) return no_such_role(input.role_name);
    auto document = find_inline(role->permissions, "role", input.policy_name);
    if (!document) return std::move(document).error();
    GetRolePolicyOutput output;
    output.role_name = input.role_name;
    output.policy_name = input.policy_name;
    output.policy_document = encode_document(document.value());
    return output;
}

Answer<ListRolePoliciesOutput> list_policies(
    State& state, Call&, const ListRolePoliciesInput& input
) {
    auto* role = state.roles.find(input.role_name);
    if (!role) return no_such_role(input.role_name);
    ListRolePoliciesOutput output;
    for (const auto& [name, document] : role->permissions.inline_policies)
        output.policy_names.push_back(name);
    ATLAS_TRY(cut_page<ListRolePolicies>(
        output, &ListRolePoliciesOutput::policy_names, input, std::identity{}
    ));
    return output;
}

Answer<AttachRolePolicyOutput> attach_policy(
    State& state, Call& call, const AttachRolePolicyInput& input
) {
    auto done = edit_permissions(state, call, input.role_name, [&](Permissions& permissions) {
        return attach(state, permissions, input.policy_arn);
    });
    if (!done) return std::move(done).error();
    return AttachRolePolicyOutput{};
}

Answer<DetachRolePolicyOutput> detach_policy(
    State& state, Call& call, const DetachRolePolicyInput& input
) {
    auto done = edit_permissions(state, call, input.role_name, [&](Permissions& permissions) {
        return detach(permissions, input.policy_arn);
    });
    if (!done) return std::move(done).error();
    return DetachRolePolicyOutput{};
}

Answer<ListAttachedRolePoliciesOutput> list_attached(
    State& state, Call&, const ListAttachedRolePoliciesInput& input
) {
    auto* role = state.roles.find(input.role_name);
    if (!role) return no_such_role(input.role_name);
    ListAttachedRolePoliciesOutput output;
    output.attached_policies = attached_policies(state, role->permissions);
    ATLAS_TRY(cut_page<ListAttachedRolePolicies>(
        output,
        &ListAttachedRolePoliciesOutput::attached_policies,
        input,
        [](const AttachedPolicy& policy) { return *policy.policy_name; }
    ));
    return output;
}

}  // namespace

std::vector<Operation> role_policy_operations(State& state) {
    return {
        on_role<PutRolePolicy>(state, put_policy),
        on_role<DeleteRolePolicy>(state, delete_policy),
        on_role<GetRolePolicy>(state, show_policy),
        on_role<ListRolePolicies>(state, list_policies),
        on_role<AttachRolePolicy>(state, attach_policy),
        on_role<DetachRolePolicy>(state, detach_policy),
        on_role<ListAttachedRolePolicies>(state, list_attached),
    };
}

}  // namespace atlas::aws::iam
