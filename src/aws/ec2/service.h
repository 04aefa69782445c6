// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "aws/wire/service.h"
#include "network/network.h"

namespace atlas::aws::ec2 {

/// The networking part of EC2: VPCs and what is in them. `network` outlives the service.
std::unique_ptr<Service> make_service(network::Network& network);

}  // namespace atlas::aws::ec2
