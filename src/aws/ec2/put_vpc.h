// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/ec2/operations.h"

namespace atlas::aws::ec2 {

/// Stores a new VPC with what every VPC comes with: a main route table, a network ACL and a group,
/// all called default. Fills in the row's id and those of its parts.
const VpcRow& put_vpc(Ec2& ec2, Call& call, VpcRow row);

}  // namespace atlas::aws::ec2
