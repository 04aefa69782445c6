// SPDX-License-Identifier: Apache-2.0
#include "aws/iam/access_keys.h"

#include <algorithm>

#include <fmt/core.h>

#include "aws/iam/operations.h"
#include "aws/iam/page.h"
#include "aws/models/iam/create_access_key.h"
#include "aws/models/iam/delete_access_key.h"
#include "aws/models/iam/list_access_keys.h"
#include "aws/models/iam/update_access_key.h"

namespace atlas::aws::iam {
namespace {

constexpr std::size_t keys_max = 2;  // for each user; IAM's quota

/// The named user, or the caller if it is a user; empty for other callers without a name.
std::string user_name_of(Call& call, const std::optional<std::string>& name) {
    const auto& caller = call.caller();
    if (name || caller.kind != Principal::Kind::user) return name.value_or("");
    return caller.arn.substr(caller.arn.rfind('/') + 1);
}

AwsError no_such_key(const std::string& id) {
    return aws_error("NoSuchEntity", fmt::format("The Access Key with id {} cannot be found.", id));
}

/// A key of this user, or of any user if `user` is empty. Root's own key is never found, so that it
/// cannot be disabled or deleted.
const KeyRow* find_key(const State& state, const std::string& id, const std::string& user) {
    auto* key = state.keys.find(id);
    return key && !key->user.empty() && (user.empty() || key->user == user) ? key : nullptr;
}

Answer<CreateAccessKeyOutput> create(State& state, Call& call, const CreateAccessKeyInput& input) {
    auto user = user_name_of(call, input.user_name);
    if (!state.users.find(user)) return no_such_user(user);
    auto same_user = [&](const auto& entry) { return entry.second.user == user; };
    if (std::ranges::count_if(state.keys, same_user) >= static_cast<std::ptrdiff_t>(keys_max))
        return aws_error("LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2");
    auto made = make_key(call.random(), user, call.now());
    const auto& key = state.keys.put(call.batch(), made.id, made);
    AccessKey shown;
    shown.user_name = user;
    shown.access_key_id = key.id;
    shown.status = "Active";
    shown.secret_access_key = key.secret;
    shown.create_date = key.created;
    return CreateAccessKeyOutput{std::move(shown)};
}

Answer<ListAccessKeysOutput> list(State& state, Call& call, const ListAccessKeysInput& input) {
    auto user = user_name_of(call, input.user_name);
    if (!user.empty() && !state.users.find(user)) return no_such_user(user);
    ListAccessKeysOutput output;
    for (const auto& [id, key] : state.keys) {
        if (key.user != user || user.empty()) continue;
        output.access_key_metadata.push_back(
            {.user_name = user,
             .access_key_id = id,
             .status = key.active ? "Active" : "Inactive",
             .create_date = key.created}
        );
    }
    ATLAS_TRY(cut_page<ListAccessKeys>(
        output,
        &ListAccessKeysOutput::access_key_metadata,
        input,
        [](const auto& key) { return key.access_key_id.value_or(""); }
    ));
    return output;
}

Answer<UpdateAccessKeyOutput> update(State& state, Call& call, const UpdateAccessKeyInput& input) {
    if (!find_key(state, input.access_key_id, user_name_of(call, input.user_name)))
        return no_such_key(input.access_key_id);
    state.keys.edit(call.batch(), input.access_key_id, [&](KeyRow& key) {
        key.active = input.status == "Active";
    });
    return UpdateAccessKeyOutput{};
}

Answer<DeleteAccessKeyOutput> erase(State& state, Call& call, const DeleteAccessKeyInput& input) {
    if (!find_key(state, input.access_key_id, user_name_of(call, input.user_name)))
        return no_such_key(input.access_key_id);
    state.keys.erase(call.batch(), input.access_key_id);
    return DeleteAccessKeyOutput{};
}

}  // namespace

KeyRow make_key(Random& random, const std::string& user, Time now) {
    KeyRow key;
    key.id = "AKIA" + random.text(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
    key.secret =
        random.text(40, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    key.user = user;
    key.created = now;
    return key;
}

std::vector<Operation> access_key_operations(State& state) {
    return {
        on_user<CreateAccessKey>(state, create),
        on_user<ListAccessKeys>(state, list),
        on_user<UpdateAccessKey>(state, update),
        on_user<DeleteAccessKey>(state, erase),
    };
}

}  // namespace atlas::aws::iam
