// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "policy/policy.h"

namespace atlas::aws {

/// What a policy says that this region does not decide as AWS does, a sentence each: condition keys
/// that AWS has for an action of the statement and the region does not supply (they fail closed),
/// and keys that no action of the statement has (on AWS, too, as if absent). Actions of services
/// that are not in this region are passed over.
std::vector<std::string> policy_findings(const policy::Document& document);

/// Writes the findings of a policy that is being put into the log; `name` ("policy deploy
/// of role ci") says whose it is.
void log_policy_findings(const std::string& name, const std::string& document);

}  // namespace atlas::aws
