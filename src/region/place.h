// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/wire/host.h"
#include "network/leases.h"
#include "region/home.h"

namespace atlas::region {

/// The region's account, endpoint, zones and folder, from its identity and lease.
aws::Place place_of(const Home& home, const network::Lease& lease);

/// Lists what the machine lacks: root privileges, and the programs that engines and the network
/// need, each with the Debian package that provides it. Empty if nothing is missing.
std::vector<std::string> missing_prerequisites();

}  // namespace atlas::region
