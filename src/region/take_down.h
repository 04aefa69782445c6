// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

namespace atlas::region {

/// `down`: ends every workload that a region of this home started, side by side, then removes the
/// network and gives the lease back. No process, namespace, mount, table, cgroup, address, hosts
/// line or folder in /run of ours is left; state and data stay. Works without a region, from what
/// lies on the disk, and may be called again. conflict: the region's process, or another `down`,
/// holds the home. Blocks.
Result<> take_down(const std::string& home);

}  // namespace atlas::region
