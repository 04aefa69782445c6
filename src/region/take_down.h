// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

namespace atlas::region {

/// Implements `atlas down`: ends all workloads that a region of this home started, in parallel,
/// then removes the network and returns the lease. Leaves no process, namespace, mount, nftables
/// table, cgroup, address, hosts line or folder in /run; state and data in the home stay. Needs no
/// running region, and can be repeated after a failure. conflict: the region's process or another
/// `down` holds the home. Blocks.
Result<> take_down(const std::string& home);

}  // namespace atlas::region
