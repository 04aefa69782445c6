// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/ec2/operations.h"

namespace atlas::aws::ec2 {

/// Completes an interface (id, MAC address, and for a service's own the attachment) and puts it
/// into the state. Its address was chosen and checked before.
const EniRow& put_network_interface(Ec2& ec2, Call& call, const SubnetRow& subnet, EniRow row);

/// "elasticloadbalancing" where the caller is that service of the region by its service-linked
/// role, else empty.
std::string calling_service(const Principal& caller);

}  // namespace atlas::aws::ec2
