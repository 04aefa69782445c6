// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/iam/state.h"
#include "aws/models/iam/attached_policy.h"
#include "aws/wire/answer.h"

/// Changes to a `Permissions` value, shared by roles and users. They change the value only and
/// record nothing. An error leaves the value unchanged.
namespace atlas::aws::iam {

/// Adds or replaces an inline policy. All inline policies of one owner may have `size_max`
/// characters together (LimitExceeded); `owner` ("role NAME") is part of that message.
Answer<> put_inline(
    Permissions& permissions,
    const std::string& name,
    const std::string& document,
    std::size_t size_max,
    const std::string& owner
);
/// NoSuchEntity if there is no such policy. `owner` ("role", "user") is part of the message.
Answer<> erase_inline(
    Permissions& permissions, const std::string& owner, const std::string& policy
);
/// The document, or NoSuchEntity.
Answer<std::string> find_inline(
    const Permissions& permissions, const std::string& owner, const std::string& policy
);
/// Attaches a managed policy; no effect if it is attached already. NoSuchEntity for an unknown
/// policy, LimitExceeded beyond ten.
Answer<> attach(const State& state, Permissions& permissions, const std::string& arn);
/// NoSuchEntity if the policy is not attached.
Answer<> detach(Permissions& permissions, const std::string& arn);
/// Sorted by name.
std::vector<AttachedPolicy> attached_policies(const State& state, const Permissions& permissions);
/// DeleteConflict while a policy is attached or an inline policy exists.
Answer<> check_deletable(const Permissions& permissions);
/// Percent-encodes a document, as AWS does in responses (RFC 3986).
std::string encode_document(const std::string& document);

}  // namespace atlas::aws::iam
