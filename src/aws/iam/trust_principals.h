// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "aws/iam/state.h"
#include "aws/wire/answer.h"

/// A trust policy that names a role or user of the account trusts that one, not whoever bears its
/// name later: IAM binds the name to the unique id when the policy is put, and shows the id once
/// the role or user is gone.
namespace atlas::aws::iam {

/// The unique ids of the account's roles and users that the document names, by ARN.
/// MalformedPolicyDocument for one that is not there.
Answer<std::map<std::string, std::string>> bind_principals(
    const State& state, const std::string& account, const std::string& document
);

/// The role's trust policy as it holds now.
std::string trust_in_force(const State& state, const RoleRow& role);

}  // namespace atlas::aws::iam
