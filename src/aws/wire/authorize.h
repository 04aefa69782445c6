// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "aws/models/access.h"
#include "aws/wire/answer.h"
#include "aws/wire/call.h"
#include "aws/wire/identity.h"
#include "aws/wire/principal.h"
#include "policy/policy.h"

namespace atlas::aws {

using policy::Context;

/// Where a request comes from, for conditions.
struct Origin {
    std::string source_ip;   // empty for the region's own services
    std::string user_agent;  // the same
};

/// The texts, numbers and truths at a member of an input ("overrides.taskRoleArn"); in lists, of
/// each item.
std::vector<std::string> texts_at(const json::Value& value, std::string_view path);

/// The condition keys of one request: the global ones (`policy::global_context`), where it comes
/// from, aws:requesttag/… and aws:tagkeys from the input's tags, and those that `access` takes from
/// members of the input.
Context condition_context(
    const Principal& principal,
    const Identities::Policies& policies,
    const Origin& origin,
    std::string_view region,
    Time now,
    const json::Value& input,
    const ActionAccess* access = nullptr
);

/// Whether the principal may do `action` to every one of `resources`: AccessDenied in AWS's words
/// for the first that it may not. Condition keys that the action's declaration
/// (aws/models/access.h) says are lacking fail closed. Root may do all that no resource's own
/// policy denies him, and needs a policy that decides (a key's, a role's trust). Region thread
/// only.
Answer<> authorize(
    const Principal& principal,
    const Identities::Policies& policies,
    const Context& context,
    std::string_view action,
    const std::vector<Resource>& resources
);

}  // namespace atlas::aws
