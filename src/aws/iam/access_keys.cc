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

AwsError no_such_key(const std::string& id) {
    return aws_error("NoSuchEntity", fmt::format("The Access Key with id {} cannot be found.", id));
}

/// Finds a key of the user that is meant. Only that user was authorized, so no other user's key is
/// found; nor is root's own, so that it cannot be disabled or deleted.
Answer<const KeyRow*> find_key(
    const State& state,
    Call& call,
    const std::string& id,
    const std::optional<std::string>& user_name
) {
    auto user = user_meant(call, user_name);
    if (!user) return std::move(user).error();
    auto* key = state.keys.find(id);
    if (!key || key->user.empty() || key->user != user.value()) return no_such_key(id);
    return key;
}

Answer<CreateAccessKeyOutput> create(State& state, Call& call, const CreateAccessKeyInput& input) {
    auto meant = user_meant(call, input.user_name);
    if (!meant) return std::move(meant).error();
    const auto& user = meant.value();
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
    auto meant = user_meant(call, input.user_name);
    if (!meant) return std::move(meant).error();
    const auto& user = meant.value();
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
    if (auto key = find_key(state, call, input.access_key_id, input.user_name); !key)
        return std::move(key).error();
    state.keys.edit(call.batch(), input.access_key_id, [&](KeyRow& key) {
        key.active = input.status == "Active";
    });
    return UpdateAccessKeyOutput{};
}

Answer<DeleteAccessKeyOutput> erase(State& state, Call& call, const DeleteAccessKeyInput& input) {
    if (auto key = find_key(state, call, input.access_key_id, input.user_name); !key)
        return std::move(key).error();
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
