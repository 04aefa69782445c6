// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "aws/secretsmanager/state.h"

namespace atlas::aws::secretsmanager {

std::vector<Operation> secret_operations(State& state
);  // create, describe, update, delete, restore, tags
std::vector<Operation> list_operations(State& state);    // ListSecrets
std::vector<Operation> value_operations(State& state);   // put, get, versions, stages
std::vector<Operation> policy_operations(State& state);  // resource policies
std::vector<Operation> password_operations();            // GetRandomPassword

/// A handler over the state as a handler of an Operation.
template <typename Handler>
auto on_state(State& state, Handler handler) {
    return [&state, handler](Call& call, const auto& input) { return handler(state, call, input); };
}
/// The secret that an input names.
inline auto by_secret(State& state) {
    return [&state](Call& call, const auto& input) {
        return secret_resource(state, call, input.secret_id);
    };
}

/// Puts a value as a new version, or answers the one that this token made before with the same
/// value. ResourceExistsException where the token made another. Answers the version's id.
Answer<std::string> put_version(
    State& state,
    Call& call,
    SecretRow& row,
    const std::optional<std::string>& token,
    const GivenValue& value,
    const std::vector<std::string>& stages
);

/// Whether a version of the secret has this value.
bool holds_value(
    const State& state, const SecretRow& row, const std::string& version, const GivenValue& value
);
/// ResourceExistsException: the token made a version of another value.
AwsError token_in_use(const SecretRow& row, const std::string& token);

}  // namespace atlas::aws::secretsmanager
