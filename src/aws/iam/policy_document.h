// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "aws/wire/answer.h"

namespace atlas::aws::iam {

inline constexpr std::size_t trust_size_max = 2'048;
inline constexpr std::size_t managed_size_max = 6'144;

/// The characters of a document that count towards IAM's quotas: all but white space.
std::size_t policy_size(std::string_view document);

/// MalformedPolicyDocument in IAM's words unless the text is a policy for an identity: version
/// 2012-10-17, no principals, every statement names resources.
Answer<> check_identity_policy(const std::string& document);
/// The same for a managed policy, with its size.
Answer<> check_managed_policy(const std::string& document);
/// The same for a role's trust policy: principals, no resources, actions of sts; LimitExceeded
/// beyond its size.
Answer<> check_trust_policy(const std::string& document);

}  // namespace atlas::aws::iam
