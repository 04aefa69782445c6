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

/// The sender of a request, as the condition keys aws:SourceIp and aws:UserAgent see it.
struct Origin {
    std::string source_ip;   // empty for calls of the region's own services
    std::string user_agent;  // likewise
};

/// The scalar values at a member path of an input ("overrides.taskRoleArn"), as text. A list
/// anywhere on the path contributes the values of each of its items.
std::vector<std::string> texts_at(const json::Value& value, std::string_view path);

/// The condition keys of one request: the global ones (`policy::global_context`), those of its
/// origin, aws:requesttag/… and aws:tagkeys from the tags in the input, and the keys that `access`
/// maps to input members. Keys of a resource are not included; `authorize` adds them.
Context condition_context(
    const Principal& principal,
    const Identities::Policies& policies,
    const Origin& origin,
    std::string_view region,
    Time now,
    const json::Value& input,
    const ActionAccess* access = nullptr
);

/// Whether the principal may perform `action` on every one of `resources`. Returns AccessDenied
/// with AWS's message for the first resource that is refused. A condition on a key that the
/// action's declaration (aws/models/access.h) lists as lacking fails closed. The account's root is
/// allowed everything that no resource policy denies; where the resource policy decides
/// (`Resource::policy_decides`: a KMS key policy, a role's trust policy), root needs its allow like
/// any other caller. Region thread only.
Answer<> authorize(
    const Principal& principal,
    const Identities::Policies& policies,
    const Context& context,
    std::string_view action,
    const std::vector<Resource>& resources
);

}  // namespace atlas::aws
