// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "aws/iam/operations.h"
#include "aws/iam/page.h"
#include "aws/iam/permissions.h"
#include "aws/iam/policy_document.h"
#include "aws/iam/shown_role.h"
#include "aws/iam/trust_principals.h"
#include "aws/models/iam/create_role.h"
#include "aws/models/iam/delete_role.h"
#include "aws/models/iam/delete_role_permissions_boundary.h"
#include "aws/models/iam/get_role.h"
#include "aws/models/iam/list_instance_profiles.h"
#include "aws/models/iam/list_instance_profiles_for_role.h"
#include "aws/models/iam/list_roles.h"
#include "aws/models/iam/put_role_permissions_boundary.h"
#include "aws/models/iam/update_assume_role_policy.h"
#include "aws/models/iam/update_role.h"
#include "aws/models/iam/update_role_description.h"
#include "aws/wire/policy_findings.h"

namespace atlas::aws::iam {
namespace {

Answer<CreateRoleOutput> create_role(State& state, Call& call, const CreateRoleInput& input) {
    if (auto valid = check_trust_policy(input.assume_role_policy_document); !valid)
        return std::move(valid).error();
    if (auto valid = check_tags(input.tags); !valid) return std::move(valid).error();
    if (state.roles.find(input.role_name)) {
        return aws_error(
            "EntityAlreadyExists", fmt::format("Role with name {} already exists.", input.role_name)
        );
    }
    if (input.permissions_boundary && !state.find_policy(*input.permissions_boundary))
        return no_such_policy(*input.permissions_boundary);
    auto trusted = bind_principals(state, call.place().account, input.assume_role_policy_document);
    if (!trusted) return std::move(trusted).error();
    log_policy_findings(
        "trust policy of role " + input.role_name, input.assume_role_policy_document
    );
    RoleRow role;
    role.name = input.role_name;
    role.path = input.path.value_or("/");
    role.id = make_id(call.random(), "AROA");
    role.arn = make_arn(call.place(), "role", role.path, role.name);
    role.created = call.now();
    role.trust_policy = input.assume_role_policy_document;
    role.trust_ids = std::move(trusted).value();
    role.description = input.description;
    role.session_seconds_max = input.max_session_duration.value_or(3600);
    role.permissions.boundary = input.permissions_boundary.value_or("");
    role.tags = input.tags;
    return CreateRoleOutput{show_role(state.roles.put(call.batch(), input.role_name, role))};
}

Answer<GetRoleOutput> show(State& state, Call&, const GetRoleInput& input) {
    auto* role = state.roles.find(input.role_name);
    if (!role) return no_such_role(input.role_name);
    auto shown = show_role(*role);
    shown.assume_role_policy_document = encode_document(trust_in_force(state, *role));
    return GetRoleOutput{std::move(shown)};
}

Answer<ListRolesOutput> list_roles(State& state, Call&, const ListRolesInput& input) {
    ListRolesOutput output;
    for (const auto& [name, role] : state.roles) {
        if (!role.path.starts_with(input.path_prefix.value_or("/"))) continue;
        auto shown = show_role(role);
        shown.assume_role_policy_document = encode_document(trust_in_force(state, role));
        shown.tags.leave_out();  // as on AWS: only GetRole shows tags and boundaries
        shown.permissions_boundary.reset();
        output.roles.push_back(std::move(shown));
    }
    ATLAS_TRY(cut_page<ListRoles>(output, &ListRolesOutput::roles, input, [](const Role& role) {
        return role.role_name;
    }));
    return output;
}

Answer<UpdateRoleOutput> update_role(State& state, Call& call, const UpdateRoleInput& input) {
    if (!state.roles.find(input.role_name)) return no_such_role(input.role_name);
    // AWS lets everybody describe a service-linked role, but not limit its sessions.
    if (input.max_session_duration) {
        auto free = check_modifiable(state, input.role_name);
        if (!free) return std::move(free).error();
    }
    // As on AWS, an update without MaxSessionDuration sets it back to one hour.
    state.roles.edit(call.batch(), input.role_name, [&](RoleRow& row) {
        if (input.description) row.description = input.description;
        row.session_seconds_max = input.max_session_duration.value_or(3600);
    });
    return UpdateRoleOutput{};
}

Answer<UpdateRoleDescriptionOutput> update_description(
    State& state, Call& call, const UpdateRoleDescriptionInput& input
) {
    if (!state.roles.find(input.role_name)) return no_such_role(input.role_name);
    const auto& role = state.roles.edit(call.batch(), input.role_name, [&](RoleRow& row) {
        row.description = input.description;
    });
    return UpdateRoleDescriptionOutput{show_role(role)};
}

Answer<UpdateAssumeRolePolicyOutput> update_trust(
    State& state, Call& call, const UpdateAssumeRolePolicyInput& input
) {
    if (!state.roles.find(input.role_name)) return no_such_role(input.role_name);
    if (auto valid = check_trust_policy(input.policy_document); !valid)
        return std::move(valid).error();
    auto trusted = bind_principals(state, call.place().account, input.policy_document);
    if (!trusted) return std::move(trusted).error();
    log_policy_findings("trust policy of role " + input.role_name, input.policy_document);
    state.roles.edit(call.batch(), input.role_name, [&](RoleRow& row) {
        row.trust_policy = input.policy_document;
        row.trust_ids = trusted.value();
    });
    return UpdateAssumeRolePolicyOutput{};
}

Answer<DeleteRoleOutput> delete_role(State& state, Call& call, const DeleteRoleInput& input) {
    auto* role = state.roles.find(input.role_name);
    if (!role) return no_such_role(input.role_name);
    if (auto valid = check_deletable(role->permissions); !valid) return std::move(valid).error();
    state.roles.erase(call.batch(), input.role_name);
    return DeleteRoleOutput{};
}

Answer<PutRolePermissionsBoundaryOutput> put_boundary(
    State& state, Call& call, const PutRolePermissionsBoundaryInput& input
) {
    if (!state.roles.find(input.role_name)) return no_such_role(input.role_name);
    if (!state.find_policy(input.permissions_boundary))
        return no_such_policy(input.permissions_boundary);
    state.roles.edit(call.batch(), input.role_name, [&](RoleRow& row) {
        row.permissions.boundary = input.permissions_boundary;
    });
    return PutRolePermissionsBoundaryOutput{};
}

Answer<DeleteRolePermissionsBoundaryOutput> delete_boundary(
    State& state, Call& call, const DeleteRolePermissionsBoundaryInput& input
) {
    if (!state.roles.find(input.role_name)) return no_such_role(input.role_name);
    state.roles.edit(call.batch(), input.role_name, [](RoleRow& row) {
        row.permissions.boundary.clear();
    });
    return DeleteRolePermissionsBoundaryOutput{};
}

/// Always empty, since this region has no instances. Terraform asks before it deletes a role.
Answer<ListInstanceProfilesForRoleOutput> list_profiles_for_role(
    State& state, Call&, const ListInstanceProfilesForRoleInput& input
) {
    if (!state.roles.find(input.role_name)) return no_such_role(input.role_name);
    ListInstanceProfilesForRoleOutput output;
    output.is_truncated = false;
    return output;
}

Answer<ListInstanceProfilesOutput> list_profiles(State&, Call&, const ListInstanceProfilesInput&) {
    ListInstanceProfilesOutput output;
    output.is_truncated = false;
    return output;
}

}  // namespace

Role show_role(const RoleRow& row) {
    Role role;
    role.path = row.path;
    role.role_name = row.name;
    role.role_id = row.id;
    role.arn = row.arn;
    role.create_date = row.created;
    role.assume_role_policy_document = encode_document(row.trust_policy);
    role.description = row.description;
    role.max_session_duration = row.session_seconds_max;
    role.tags = row.tags;
    if (row.tags.empty()) role.tags.leave_out();
    if (!row.permissions.boundary.empty()) {
        role.permissions_boundary = AttachedPermissionsBoundary{
            .permissions_boundary_type = "Policy",
            .permissions_boundary_arn = row.permissions.boundary
        };
    }
    role.role_last_used = RoleLastUsed{};
    return role;
}

std::vector<Operation> role_operations(State& state) {
    return {
        on_any_role<CreateRole>(state, create_role),
        on_role<GetRole>(state, show),
        on_state<ListRoles>(state, list_roles),
        on_any_role<UpdateRole>(state, update_role),
        on_any_role<UpdateRoleDescription>(state, update_description),
        on_role<UpdateAssumeRolePolicy>(state, update_trust),
        on_role<DeleteRole>(state, delete_role),
        on_role<PutRolePermissionsBoundary>(state, put_boundary),
        on_role<DeleteRolePermissionsBoundary>(state, delete_boundary),
        on_role<ListInstanceProfilesForRole>(state, list_profiles_for_role),
        on_state<ListInstanceProfiles>(state, list_profiles),
    };
}

}  // namespace atlas::aws::iam
