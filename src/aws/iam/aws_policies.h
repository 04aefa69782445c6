// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "aws/iam/state.h"

namespace atlas::aws::iam {

/// The AWS managed policies that this region needs, by ARN. Their ids are derived from the ARN, so
/// they stay the same over restarts; `now` becomes the date of all of them. (Source: AWS Managed
/// Policy Reference Guide.)
std::map<std::string, PolicyRow, std::less<>> aws_policies(Time now);

}  // namespace atlas::aws::iam
