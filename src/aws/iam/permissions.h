// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/iam/state.h"
#include "aws/models/iam/attached_policy.h"
#include "aws/wire/answer.h"

/// Changes of a Permissions value, the same for roles and users; `owner` ("The role") begins the
/// sentences of errors.
namespace atlas::aws::iam {

/// Sentences about sizes end in the owner ("role NAME"); all its inline policies together have at
/// most `size_max` characters.
Answer<> put_inline(
    Permissions& permissions,
    const std::string& name,
    const std::string& document,
    std::size_t size_max,
    const std::string& owner
);
Answer<> erase_inline(
    Permissions& permissions, const std::string& owner, const std::string& policy
);
/// The document, or NoSuchEntity.
Answer<std::string> find_inline(
    const Permissions& permissions, const std::string& owner, const std::string& policy
);
/// Attaching twice changes nothing; at most ten.
Answer<> attach(const State& state, Permissions& permissions, const std::string& arn);
Answer<> detach(Permissions& permissions, const std::string& arn);
std::vector<AttachedPolicy> attached_policies(const State& state, const Permissions& permissions);
/// DeleteConflict while anything is left.
Answer<> check_deletable(const Permissions& permissions);
/// Policies in responses are percent-encoded.
std::string encode_document(const std::string& document);

}  // namespace atlas::aws::iam
