// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "aws/iam/operations.h"
#include "aws/iam/page.h"
#include "aws/models/iam/list_role_tags.h"
#include "aws/models/iam/tag_role.h"
#include "aws/models/iam/untag_role.h"

namespace atlas::aws::iam {
namespace {

Answer<TagRoleOutput> tag(State& state, Call& call, const TagRoleInput& input) {
    auto* role = state.roles.find(input.role_name);
    if (!role) return no_such_role(input.role_name);
    auto tags = merged_tags(role->tags, input.tags);
    if (!tags) return std::move(tags).error();
    state.roles.edit(call.batch(), input.role_name, [&](RoleRow& row) { row.tags = tags.value(); });
    return TagRoleOutput{};
}

Answer<UntagRoleOutput> untag(State& state, Call& call, const UntagRoleInput& input) {
    if (!state.roles.find(input.role_name)) return no_such_role(input.role_name);
    state.roles.edit(call.batch(), input.role_name, [&](RoleRow& row) {
        remove_tags(row.tags, input.tag_keys);
    });
    return UntagRoleOutput{};
}

Answer<ListRoleTagsOutput> list(State& state, Call&, const ListRoleTagsInput& input) {
    auto* role = state.roles.find(input.role_name);
    if (!role) return no_such_role(input.role_name);
    ListRoleTagsOutput output;
    output.tags = role->tags;
    std::ranges::sort(output.tags, {}, &Tag::key);
    ATLAS_TRY(cut_page<ListRoleTags>(output, &ListRoleTagsOutput::tags, input, [](const Tag& one) {
        return one.key;
    }));
    return output;
}

}  // namespace

std::vector<Operation> role_tag_operations(State& state) {
    // As on AWS, tags of a service-linked role are its account's to change.
    return {
        on_any_role<TagRole>(state, tag),
        on_any_role<UntagRole>(state, untag),
        on_role<ListRoleTags>(state, list),
    };
}

}  // namespace atlas::aws::iam
