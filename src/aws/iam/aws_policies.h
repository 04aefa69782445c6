// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "aws/iam/state.h"

namespace atlas::aws::iam {

/// Managed policies that AWS ships, as far as this region has services for them: what they allow,
/// by ARN. `now` is their date. Source: AWS managed policy reference.
std::map<std::string, PolicyRow, std::less<>> aws_policies(Time now);

}  // namespace atlas::aws::iam
