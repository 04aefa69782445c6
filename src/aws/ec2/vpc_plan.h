// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/ec2/state.h"
#include "network/network.h"

namespace atlas::aws::ec2 {

/// What the network must make of a VPC that is there: its groups' rules and its interfaces. IPv6
/// ranges fall away; a prefix list becomes its ranges. Pure.
network::VpcPlan make_vpc_plan(const State& state, const VpcRow& vpc);

}  // namespace atlas::aws::ec2
