// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/wire/answer.h"

namespace atlas::aws::iam {

/// MalformedPolicyDocument unless the text is a policy for an identity: no principals, every
/// statement names resources.
Answer<> check_identity_policy(const std::string& document);
/// The same for a role's trust policy: principals, no resources.
Answer<> check_trust_policy(const std::string& document);

}  // namespace atlas::aws::iam
