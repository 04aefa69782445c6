// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/ec2/operations.h"

namespace atlas::aws::ec2 {

/// Stores a new VPC with its defaults, as AWS creates them: main route table, default network ACL,
/// default security group, DHCP options. Sets the ids of the row. The VPC is touched.
const VpcRow& put_vpc(Ec2& ec2, Call& call, VpcRow row);

}  // namespace atlas::aws::ec2
