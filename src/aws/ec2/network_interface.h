// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/ec2/operations.h"

namespace atlas::aws::ec2 {

/// Completes a new interface and stores it: id, MAC address, VPC and subnet, and an attachment if
/// `row.service` is set. The caller has chosen and checked the address, and touches the VPC.
const EniRow& put_network_interface(Ec2& ec2, Call& call, const SubnetRow& subnet, EniRow row);

/// The service whose service-linked role calls, "elasticloadbalancing"; empty for any other caller.
std::string calling_service(const Principal& caller);

}  // namespace atlas::aws::ec2
