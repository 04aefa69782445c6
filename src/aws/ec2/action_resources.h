// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "aws/ec2/state.h"
#include "aws/wire/call.h"

namespace atlas::aws::ec2 {

/// What an EC2 action touches: what it makes (ARN with id "*", the tags of the request apply) and
/// what its input names, each with its ARN, its tags and, where it is in a VPC, ec2:Vpc. A
/// Describe… or Get… knows no resources on AWS, so it answers "*".
/// Source: AWS's service authorization reference for EC2.
std::vector<Resource> action_resources(
    const State& state, Call& call, std::string_view operation, const json::Value& input
);

}  // namespace atlas::aws::ec2
