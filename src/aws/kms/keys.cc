// SPDX-License-Identifier: Apache-2.0
// DescribeKey, ListKeys, ListAliases, GetKeyPolicy, ListKeyPolicies, GetKeyRotationStatus,
// ListResourceTags, ListGrants.
#include <algorithm>
#include <functional>

#include "aws/kms/state.h"
#include "aws/models/kms/describe_key.h"
#include "aws/models/kms/get_key_policy.h"
#include "aws/models/kms/get_key_rotation_status.h"
#include "aws/models/kms/list_aliases.h"
#include "aws/models/kms/list_grants.h"
#include "aws/models/kms/list_key_policies.h"
#include "aws/models/kms/list_keys.h"
#include "aws/models/kms/list_resource_tags.h"
#include "aws/wire/page.h"

namespace atlas::aws::kms {
namespace {

PageRules pages(int size_default) {
    return {
        .size_default = size_default,
        .bad_token = {"InvalidMarkerException", "The marker is invalid.", 400, {}}
    };
}

KeyMetadata metadata_of(Call& call, const KeyRow& key) {
    KeyMetadata about;
    about.aws_account_id = call.place().account;
    about.key_id = key.id;
    about.arn = key_arn(call, key);
    about.creation_date = key.created;
    about.enabled = true;
    about.description = key.description;
    about.key_usage = "ENCRYPT_DECRYPT";
    about.key_state = "Enabled";
    about.origin = "AWS_KMS";
    about.key_manager = "AWS";
    about.customer_master_key_spec = "SYMMETRIC_DEFAULT";
    about.key_spec = "SYMMETRIC_DEFAULT";
    about.encryption_algorithms.push_back("SYMMETRIC_DEFAULT");
    about.signing_algorithms.leave_out();
    about.key_agreement_algorithms.leave_out();
    about.mac_algorithms.leave_out();
    about.multi_region = false;
    return about;
}

Answer<DescribeKeyOutput> describe_key(State& state, Call& call, const DescribeKeyInput& input) {
    const auto* key = ATLAS_TRY(find_key(state, call, input.key_id));
    DescribeKeyOutput output;
    output.key_metadata = metadata_of(call, *key);
    return output;
}

Answer<ListKeysOutput> list_keys(State& state, Call& call, const ListKeysInput& input) {
    ListKeysOutput output;
    for (const auto& [id, key] : state.keys) {
        KeyListEntry entry;
        entry.key_id = id;
        entry.key_arn = key_arn(call, key);
        output.keys.push_back(std::move(entry));
    }
    ATLAS_TRY(cut_page<ListKeys>(
        input,
        pages(100),
        output.keys,
        output.next_marker,
        [](const auto& key) { return key.key_id.value_or(""); }
    ));
    output.truncated = output.next_marker.has_value();
    return output;
}

Answer<ListAliasesOutput> list_aliases(State& state, Call& call, const ListAliasesInput& input) {
    const KeyRow* only = nullptr;
    if (input.key_id) only = ATLAS_TRY(find_key(state, call, *input.key_id));
    ListAliasesOutput output;
    for (const auto& [id, key] : state.keys) {
        if (only && only->id != id) continue;
        AliasListEntry entry;
        entry.alias_name = key.alias;
        entry.alias_arn = alias_arn(call, key);
        entry.target_key_id = id;
        entry.creation_date = entry.last_updated_date = key.created;
        output.aliases.push_back(std::move(entry));
    }
    std::ranges::sort(output.aliases, {}, &AliasListEntry::alias_name);
    ATLAS_TRY(cut_page<ListAliases>(
        input,
        pages(50),
        output.aliases,
        output.next_marker,
        [](const auto& alias) { return alias.alias_name.value_or(""); }
    ));
    output.truncated = output.next_marker.has_value();
    return output;
}

Answer<GetKeyPolicyOutput> get_key_policy(
    State& state, Call& call, const GetKeyPolicyInput& input
) {
    const auto* key = ATLAS_TRY(find_key(state, call, input.key_id));
    if (input.policy_name.value_or("default") != "default")
        return AwsError{"NotFoundException", "No such policy exists", 400, {}};
    GetKeyPolicyOutput output;
    output.policy = key_policy(call, *key);
    output.policy_name = "default";
    return output;
}

Answer<ListKeyPoliciesOutput> list_key_policies(
    State& state, Call& call, const ListKeyPoliciesInput& input
) {
    ATLAS_TRY(find_key(state, call, input.key_id));
    ListKeyPoliciesOutput output;
    output.policy_names.push_back("default");
    ATLAS_TRY(cut_page<ListKeyPolicies>(
        input, pages(1000), output.policy_names, output.next_marker, std::identity{}
    ));
    output.truncated = output.next_marker.has_value();
    return output;
}

// AWS rotates its managed keys every year, so it reports rotation as enabled.
Answer<GetKeyRotationStatusOutput> get_key_rotation_status(
    State& state, Call& call, const GetKeyRotationStatusInput& input
) {
    const auto* key = ATLAS_TRY(find_key(state, call, input.key_id));
    GetKeyRotationStatusOutput output;
    output.key_rotation_enabled = true;
    output.key_id = key->id;
    return output;
}

Answer<ListResourceTagsOutput> list_resource_tags(
    State& state, Call& call, const ListResourceTagsInput& input
) {
    ATLAS_TRY(find_key(state, call, input.key_id));
    ListResourceTagsOutput output;
    ATLAS_TRY(cut_page<ListResourceTags>(
        input,
        pages(50),
        output.tags,
        output.next_marker,
        [](const auto& tag) { return tag.tag_key; }
    ));
    output.truncated = output.next_marker.has_value();
    return output;
}

Answer<ListGrantsOutput> list_grants(State& state, Call& call, const ListGrantsInput& input) {
    ATLAS_TRY(find_key(state, call, input.key_id));
    ListGrantsOutput output;
    ATLAS_TRY(cut_page<ListGrants>(
        input,
        pages(50),
        output.grants,
        output.next_marker,
        [](const auto& grant) { return grant.grant_id.value_or(""); }
    ));
    output.truncated = output.next_marker.has_value();
    return output;
}

}  // namespace

std::vector<Operation> key_operations(State& state) {
    const auto named = by_key(state);
    return {
        operation<DescribeKey>(on_state(state, describe_key), named),
        operation<ListKeys>(on_state(state, list_keys)),
        operation<ListAliases>(on_state(state, list_aliases)),
        operation<GetKeyPolicy>(on_state(state, get_key_policy), named),
        operation<ListKeyPolicies>(on_state(state, list_key_policies), named),
        operation<GetKeyRotationStatus>(on_state(state, get_key_rotation_status), named),
        operation<ListResourceTags>(on_state(state, list_resource_tags), named),
        operation<ListGrants>(on_state(state, list_grants), named),
    };
}

}  // namespace atlas::aws::kms
