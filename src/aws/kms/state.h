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

/// An AWS managed key, one for each service that encrypts by default. Its material is not stored.
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

/// All state of aws/kms, owned by the service. Region thread only.
struct State {
    store::Table<KeyRow> keys{"kms.key"};  // by id
    std::string data_key;                  // 32 bytes; constant after construction
};

/// Creates the missing default keys. At each start.
void seed(State& state, Call& call);

std::string key_arn(Call& call, const KeyRow& key);
std::string alias_arn(Call& call, const KeyRow& key);
/// Finds a key by id, ARN, alias or alias ARN. NotFoundException with KMS's message. The row is
/// valid until its table changes.
Answer<const KeyRow*> find_key(const State& state, Call& call, const std::string& id);
/// The key that an input names as a resource for authorization. Its key policy must allow the
/// caller, as on AWS, so that a default key can be used only through its service.
std::vector<Resource> key_resource(
    const State& state,
    Call& call,
    const std::string& id,
    const json::Map<std::string>& encryption_context = {}
);
/// The key policy of a default key (JSON), as on AWS: all principals of the account may use it
/// through its service, and read its metadata directly.
std::string key_policy(Call& call, const KeyRow& key);

std::vector<Operation> key_operations(State& state);         // describe, list, policy, tags
std::vector<Operation> encryption_operations(State& state);  // encrypt, decrypt, data keys

/// The resources of an operation whose input has a KeyId, for `operation<Op>`. Adds the encryption
/// context if the input has one.
inline auto by_key(State& state) {
    return [&state](Call& call, const auto& input) {
        if constexpr (requires { input.encryption_context; })
            return key_resource(state, call, input.key_id, input.encryption_context);
        else
            return key_resource(state, call, input.key_id);
    };
}

}  // namespace atlas::aws::kms
