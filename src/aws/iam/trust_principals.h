// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "aws/iam/state.h"
#include "aws/wire/answer.h"

/// Principals of trust policies. A trust policy that names a role or user trusts that entity, not a
/// later one of the same name: IAM replaces the ARN by the unique id when the policy is stored, and
/// shows the id once the entity is deleted. (Source: "AWS JSON policy elements: Principal".)
namespace atlas::aws::iam {

/// The unique ids of the roles and users of this account that the document names, by ARN.
/// MalformedPolicyDocument for one that does not exist.
Answer<std::map<std::string, std::string>> bind_principals(
    const State& state, const std::string& account, const std::string& document
);

/// The role's trust policy as it is in force: the ARN of each deleted or recreated principal is
/// replaced by its unique id, which matches nobody.
std::string trust_in_force(const State& state, const RoleRow& role);

}  // namespace atlas::aws::iam
