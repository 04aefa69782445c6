// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/wire/host.h"
#include "network/leases.h"
#include "region/home.h"

namespace atlas::region {

/// Where this region is, from its identity and lease.
aws::Place place_of(const Home& home, const network::Lease& lease);

/// What must be on the machine: root, and the programs that engines and network are made of. Each
/// missing one with the Debian package that brings it; empty = all is there.
std::vector<std::string> missing_prerequisites();

}  // namespace atlas::region
