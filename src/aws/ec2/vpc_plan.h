// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/ec2/state.h"
#include "network/network.h"

namespace atlas::aws::ec2 {

/// The network's plan for a VPC: its security groups with their rules, and its interfaces. Rules
/// for IPv6 ranges and ICMPv6 are left out, because the network has IPv4 only. A rule for a prefix
/// list becomes one rule for each of its ranges. Pure.
network::VpcPlan make_vpc_plan(const State& state, const VpcRow& vpc);

}  // namespace atlas::aws::ec2
