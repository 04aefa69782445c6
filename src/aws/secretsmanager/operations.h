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
/// The resources of an operation whose input has a SecretId, for `operation<Op>`.
inline auto by_secret(State& state) {
    return [&state](Call& call, const auto& input) {
        return secret_resource(state, call, input.secret_id);
    };
}

/// Adds a value to `row` as a new version and moves `stages` to it (AWSCURRENT if there are none).
/// Returns the version's id, which is the client's token if there is one: a retry with the same
/// token and value changes nothing, and one with another value gets ResourceExistsException.
/// AccessDeniedException unless the caller may use the secret's KMS key. Does not store the row.
Answer<std::string> put_version(
    State& state,
    Call& call,
    SecretRow& row,
    const std::optional<std::string>& token,
    const GivenValue& value,
    const std::vector<std::string>& stages
);

/// Whether this version, which must exist, has this value.
bool holds_value(
    const State& state, const SecretRow& row, const std::string& version, const GivenValue& value
);
/// ResourceExistsException: the token belongs to a version with another value.
AwsError token_in_use(const SecretRow& row, const std::string& token);

}  // namespace atlas::aws::secretsmanager
