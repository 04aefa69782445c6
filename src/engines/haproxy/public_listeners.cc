// SPDX-License-Identifier: Apache-2.0
#include "engines/haproxy/public_listeners.h"

namespace atlas::engines::haproxy {

Result<> apply_public_listeners(
    const Wanted& wanted, const std::vector<std::uint16_t>& ports, network::Network& network
) {
    const auto& balancer = wanted.balancer;
    if (balancer.public_address.empty()) return {};
    auto owner = "elb:" + balancer.id;
    std::vector<network::PublicListener> listeners;
    for (auto port : ports)
        listeners.push_back({owner, balancer.public_address, port, wanted.security_groups});
    return network.apply_public(owner, listeners);
}

}  // namespace atlas::engines::haproxy
