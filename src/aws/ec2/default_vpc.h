// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/ec2/operations.h"
#include "aws/wire/host.h"

namespace atlas::aws::ec2 {

/// Creates the default VPC that every AWS account has: 172.31.0.0/16 with a public default subnet
/// in each zone and a default route to an internet gateway. It does so once in the life of a
/// region, and only if nothing of EC2 is stored yet: an older region gets none, and a deleted
/// default VPC stays deleted. The VPC has no router in the kernel until it has an interface.
/// Source: "Default VPCs", VPC user guide.
void make_default_vpc_once(Ec2& ec2, Host& host);

}  // namespace atlas::aws::ec2
