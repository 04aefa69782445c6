// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "policy/policy.h"

namespace atlas::aws {

/// The conditions of a policy that do not work as their author may expect, one sentence each: on
/// keys that AWS supplies for an action of the statement and this region does not (they fail
/// closed), and on keys that no action of the statement has (absent, on AWS too). Statements about
/// services that this region does not have give no findings.
std::vector<std::string> policy_findings(const policy::Document& document);

/// Logs the findings of a policy that a caller stores, as warnings; `name` ("policy deploy of role
/// ci") identifies it. A document that does not parse logs nothing.
void log_policy_findings(const std::string& name, const std::string& document);

}  // namespace atlas::aws
