// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/ec2/state.h"
#include "aws/wire/answer.h"
#include "base/random.h"

namespace atlas::aws::ec2 {

/// The number of addresses that are free. As on AWS, the first four addresses of a subnet and the
/// last one are reserved.
int count_free_addresses(const State& state, const SubnetRow& subnet);

/// The address `asked`, or a random free one. Random, so that a freed address is seldom taken again
/// soon: a client may still have it in its DNS cache. InvalidParameterValue or
/// InvalidIPAddress.InUse for `asked`; InsufficientFreeAddressesInSubnet.
Answer<std::string> choose_address(
    const State& state,
    const SubnetRow& subnet,
    const std::optional<std::string>& asked,
    Random& random
);

}  // namespace atlas::aws::ec2
