// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "network/network.h"
#include "network/ruleset.h"

namespace atlas::network {

/// Whether an ingress rule of these groups allows the whole internet (0.0.0.0/0) to this TCP port.
bool opens_to_internet(const std::vector<SecurityGroup>& groups, std::uint16_t port);

/// The region's table on the host, `inet atlas_<region>`. On an address with listeners, it drops
/// new connections to every port except those that their listener's groups open to the internet. It
/// looks only at the first packet of a connection, so established connections continue and the host
/// needs no connection tracking. `groups` has the groups of all plans by id; an unknown group opens
/// nothing. Pure.
Ruleset plan_public_rules(
    const std::string& region,
    const std::vector<PublicListener>& listeners,
    const std::map<std::string, SecurityGroup>& groups
);

}  // namespace atlas::network
