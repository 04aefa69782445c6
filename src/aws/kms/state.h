// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/wire/call.h"
#include "aws/wire/service.h"
#include "json/list.h"
#include "store/table.h"

namespace atlas::aws::kms {

/// A key that AWS manages, one for each service that encrypts by default.
struct KeyRow {
    std::string id;           // a UUID
    std::string alias;        // "alias/aws/kafka"
    std::string description;  // "Default key that protects my … when no other key is defined"
    Time created;
    static void fields(auto& self, auto&& field) {
        field("Id", self.id);
        field("Alias", self.alias);
        field("Description", self.description);
        field("Created", self.created);
    }
};

/// All keys, by id. Region thread only.
struct State {
    store::Table<KeyRow> keys{"kms.key"};
    std::string data_key;  // 32 bytes; constant after construction
};

/// Makes the default keys that are not there yet.
void seed(State& state, Call& call);

std::string key_arn(Call& call, const KeyRow& key);
std::string alias_arn(Call& call, const KeyRow& key);
/// By id, ARN, alias or alias ARN; NotFoundException in KMS's words.
Answer<const KeyRow*> find_key(const State& state, Call& call, const std::string& id);
/// The key that an input names, for authorization: its own policy decides, as on AWS, so a default
/// key answers only through its service.
std::vector<Resource> key_resource(
    const State& state,
    Call& call,
    const std::string& id,
    const json::Map<std::string>& encryption_context = {}
);
/// The policy that AWS gives a default key: the account through the key's service.
std::string key_policy(Call& call, const KeyRow& key);

std::vector<Operation> key_operations(State& state);         // describe, list, policy, tags
std::vector<Operation> encryption_operations(State& state);  // encrypt, decrypt, data keys

/// The resources of an operation whose input names a key.
inline auto by_key(State& state) {
    return [&state](Call& call, const auto& input) {
        if constexpr (requires { input.encryption_context; })
            return key_resource(state, call, input.key_id, input.encryption_context);
        else
            return key_resource(state, call, input.key_id);
    };
}
/// A handler over the state as a handler of an Operation.
template <typename Handler>
auto on_state(State& state, Handler handler) {
    return [&state, handler](Call& call, const auto& input) { return handler(state, call, input); };
}

}  // namespace atlas::aws::kms
