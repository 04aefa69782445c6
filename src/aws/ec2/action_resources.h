// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "aws/ec2/state.h"
#include "aws/wire/call.h"

namespace atlas::aws::ec2 {

/// The resources that an EC2 action is authorized against: what it creates (an ARN with id "*") and
/// what its input names. Each has its ARN, its tags and its condition keys, such as ec2:Vpc. A name
/// that does not exist gives "*". Describe… and Get… actions have no resource types on AWS, so they
/// give "*" too. Region thread only. Source: AWS's service authorization reference for EC2.
std::vector<Resource> action_resources(
    const State& state, Call& call, std::string_view operation, const json::Value& input
);

}  // namespace atlas::aws::ec2
