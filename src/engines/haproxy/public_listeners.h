// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "engines/haproxy/engine.h"

namespace atlas::engines::haproxy {

/// Accepts on these ports of a balancer's public address only the clients that its security groups
/// allow. Does nothing for an internal balancer. Blocking; for workers.
Result<> apply_public_listeners(
    const Wanted& wanted, const std::vector<std::uint16_t>& ports, network::Network& network
);

}  // namespace atlas::engines::haproxy
