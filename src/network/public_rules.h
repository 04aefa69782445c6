// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "network/network.h"
#include "network/ruleset.h"

namespace atlas::network {

/// Whether a rule of these groups lets the whole internet (0.0.0.0/0) in to this TCP port.
bool opens_to_internet(const std::vector<SecurityGroup>& groups, std::uint16_t port);

/// The region's table on the host, `inet atlas_<region>`: to an address with a listener only those
/// ports can be connected to that the groups of their listener open to the internet. Only a
/// connection's first packet is looked at, so what is established goes on, and the host's
/// connection tracking stays off. `groups` are those of all the region's plans, by id; one that is
/// not there opens nothing. Pure.
Ruleset plan_public_rules(
    const std::string& region,
    const std::vector<PublicListener>& listeners,
    const std::map<std::string, SecurityGroup>& groups
);

}  // namespace atlas::network
