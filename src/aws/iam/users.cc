// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "aws/iam/operations.h"
#include "aws/iam/page.h"
#include "aws/iam/permissions.h"
#include "aws/models/iam/create_user.h"
#include "aws/models/iam/delete_user.h"
#include "aws/models/iam/delete_user_permissions_boundary.h"
#include "aws/models/iam/get_user.h"
#include "aws/models/iam/list_account_aliases.h"
#include "aws/models/iam/list_groups_for_user.h"
#include "aws/models/iam/list_user_tags.h"
#include "aws/models/iam/list_users.h"
#include "aws/models/iam/put_user_permissions_boundary.h"
#include "aws/models/iam/tag_user.h"
#include "aws/models/iam/untag_user.h"

namespace atlas::aws::iam {
namespace {

User show_user(const UserRow& row) {
    User user;
    user.path = row.path;
    user.user_name = row.name;
    user.user_id = row.id;
    user.arn = row.arn;
    user.create_date = row.created;
    user.tags = row.tags;
    if (row.tags.empty()) user.tags.leave_out();
    if (!row.permissions.boundary.empty()) {
        user.permissions_boundary = AttachedPermissionsBoundary{
            .permissions_boundary_type = "Policy",
            .permissions_boundary_arn = row.permissions.boundary
        };
    }
    return user;
}

Answer<CreateUserOutput> create_user(State& state, Call& call, const CreateUserInput& input) {
    if (auto valid = check_tags(input.tags); !valid) return std::move(valid).error();
    if (state.users.find(input.user_name)) {
        return aws_error(
            "EntityAlreadyExists", fmt::format("User with name {} already exists.", input.user_name)
        );
    }
    if (input.permissions_boundary && !state.find_policy(*input.permissions_boundary))
        return no_such_policy(*input.permissions_boundary);
    UserRow user;
    user.name = input.user_name;
    user.path = input.path.value_or("/");
    user.id = make_id(call.random(), "AIDA");
    user.arn = make_arn(call.place(), "user", user.path, user.name);
    user.created = call.now();
    user.permissions.boundary = input.permissions_boundary.value_or("");
    user.tags = input.tags;
    return CreateUserOutput{show_user(state.users.put(call.batch(), input.user_name, user))};
}

/// Without a name this is the calling user, or root, which has no row.
Answer<GetUserOutput> show(State& state, Call& call, const GetUserInput& input) {
    const auto& caller = call.caller();
    if (!input.user_name && caller.kind == Principal::Kind::administrator) {
        User root;
        root.user_id = caller.account;
        root.arn = caller.arn;
        root.create_date = call.now();
        return GetUserOutput{std::move(root)};
    }
    auto name = user_meant(call, input.user_name);
    if (!name) return std::move(name).error();
    auto* user = state.users.find(name.value());
    if (!user) return no_such_user(name.value());
    return GetUserOutput{show_user(*user)};
}

Answer<ListUsersOutput> list_users(State& state, Call&, const ListUsersInput& input) {
    ListUsersOutput output;
    for (const auto& [name, user] : state.users) {
        if (!user.path.starts_with(input.path_prefix.value_or("/"))) continue;
        auto shown = show_user(user);
        shown.tags.leave_out();  // as on AWS: only GetUser shows tags and boundaries
        shown.permissions_boundary.reset();
        output.users.push_back(std::move(shown));
    }
    ATLAS_TRY(cut_page<ListUsers>(output, &ListUsersOutput::users, input, [](const User& user) {
        return user.user_name;
    }));
    return output;
}

Answer<DeleteUserOutput> delete_user(State& state, Call& call, const DeleteUserInput& input) {
    auto* user = state.users.find(input.user_name);
    if (!user) return no_such_user(input.user_name);
    if (auto valid = check_deletable(user->permissions); !valid) return std::move(valid).error();
    for (const auto& [id, key] : state.keys) {
        if (key.user == input.user_name) {
            return aws_error(
                "DeleteConflict", "Cannot delete entity, must delete access keys first."
            );
        }
    }
    state.users.erase(call.batch(), input.user_name);
    return DeleteUserOutput{};
}

Answer<PutUserPermissionsBoundaryOutput> put_boundary(
    State& state, Call& call, const PutUserPermissionsBoundaryInput& input
) {
    if (!state.users.find(input.user_name)) return no_such_user(input.user_name);
    if (!state.find_policy(input.permissions_boundary))
        return no_such_policy(input.permissions_boundary);
    state.users.edit(call.batch(), input.user_name, [&](UserRow& row) {
        row.permissions.boundary = input.permissions_boundary;
    });
    return PutUserPermissionsBoundaryOutput{};
}

Answer<DeleteUserPermissionsBoundaryOutput> delete_boundary(
    State& state, Call& call, const DeleteUserPermissionsBoundaryInput& input
) {
    if (!state.users.find(input.user_name)) return no_such_user(input.user_name);
    state.users.edit(call.batch(), input.user_name, [](UserRow& row) {
        row.permissions.boundary.clear();
    });
    return DeleteUserPermissionsBoundaryOutput{};
}

Answer<TagUserOutput> tag(State& state, Call& call, const TagUserInput& input) {
    auto* user = state.users.find(input.user_name);
    if (!user) return no_such_user(input.user_name);
    auto tags = merged_tags(user->tags, input.tags);
    if (!tags) return std::move(tags).error();
    state.users.edit(call.batch(), input.user_name, [&](UserRow& row) { row.tags = tags.value(); });
    return TagUserOutput{};
}

Answer<UntagUserOutput> untag(State& state, Call& call, const UntagUserInput& input) {
    if (!state.users.find(input.user_name)) return no_such_user(input.user_name);
    state.users.edit(call.batch(), input.user_name, [&](UserRow& row) {
        remove_tags(row.tags, input.tag_keys);
    });
    return UntagUserOutput{};
}

Answer<ListUserTagsOutput> list_tags(State& state, Call&, const ListUserTagsInput& input) {
    auto* user = state.users.find(input.user_name);
    if (!user) return no_such_user(input.user_name);
    ListUserTagsOutput output;
    output.tags = user->tags;
    ATLAS_TRY(cut_page<ListUserTags>(output, &ListUserTagsOutput::tags, input, [](const Tag& tag) {
        return tag.key;
    }));
    return output;
}

/// Always empty, since this region has no groups.
Answer<ListGroupsForUserOutput> list_groups(
    State& state, Call&, const ListGroupsForUserInput& input
) {
    if (!state.users.find(input.user_name)) return no_such_user(input.user_name);
    ListGroupsForUserOutput output;
    output.is_truncated = false;
    return output;
}

Answer<ListAccountAliasesOutput> list_aliases(State&, Call&, const ListAccountAliasesInput&) {
    ListAccountAliasesOutput output;
    output.is_truncated = false;
    return output;
}

}  // namespace

std::vector<Operation> user_operations(State& state) {
    return {
        on_user<CreateUser>(state, create_user),
        on_user<GetUser>(state, show),
        on_state<ListUsers>(state, list_users),
        on_user<DeleteUser>(state, delete_user),
        on_user<PutUserPermissionsBoundary>(state, put_boundary),
        on_user<DeleteUserPermissionsBoundary>(state, delete_boundary),
        on_user<TagUser>(state, tag),
        on_user<UntagUser>(state, untag),
        on_user<ListUserTags>(state, list_tags),
        on_user<ListGroupsForUser>(state, list_groups),
        on_state<ListAccountAliases>(state, list_aliases),
    };
}

}  // namespace atlas::aws::iam
