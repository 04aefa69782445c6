// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "aws/wire/answer.h"

namespace atlas::aws::iam {

// IAM's quotas, in the unit of `policy_size`.
inline constexpr std::size_t trust_size_max = 2'048;
inline constexpr std::size_t managed_size_max = 6'144;

/// The size of a document (UTF-8) for IAM's quotas: its characters without white space.
std::size_t policy_size(std::string_view document);

/// MalformedPolicyDocument with IAM's message unless the text is an identity-based policy: version
/// 2012-10-17, no principals, resources in every statement.
Answer<> check_identity_policy(const std::string& document);
/// The same for a managed policy, and LimitExceeded if it is too large.
Answer<> check_managed_policy(const std::string& document);
/// MalformedPolicyDocument unless the text is a role's trust policy: every statement has a
/// principal and no resources, and only actions of sts. LimitExceeded if it is too large.
Answer<> check_trust_policy(const std::string& document);

}  // namespace atlas::aws::iam
