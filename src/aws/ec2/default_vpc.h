// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/ec2/operations.h"
#include "aws/wire/host.h"

namespace atlas::aws::ec2 {

/// An account has a default VPC in each region from the beginning: 172.31.0.0/16 with a public
/// default subnet a zone and a way to an internet gateway. Makes it once, in a region that is new:
/// where anything of EC2 is stored the region is older than this, and one that was deleted stays
/// deleted. It has no router until an interface is placed in it.
void make_default_vpc_once(Ec2& ec2, Host& host);

}  // namespace atlas::aws::ec2
