// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "engines/haproxy/engine.h"

namespace atlas::engines::haproxy {

/// Lets in to these ports of a balancer's public address whom its security groups let in; nothing
/// for an internal one. Blocking: for workers.
Result<> apply_public_listeners(
    const Wanted& wanted, const std::vector<std::uint16_t>& ports, network::Network& network
);

}  // namespace atlas::engines::haproxy
