// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace atlas::region {

/// Options of the region process, set by `atlas region serve`.
struct RegionOptions {
    std::string home;                         // ATLAS_HOME, absolute
    int keeper = 0;                           // pid of the keeper, 0 = none
    std::vector<std::string> keeper_command;  // starts a new keeper
};

/// Runs the region of this home until SIGTERM, SIGINT, SIGHUP or a stop by the control socket.
/// Returns or exits with: 0 stopped; 1 failed and may be tried again; 6 another region runs here or
/// the port is taken; 7 a prerequisite is missing; `ended_for_good` (keeper.h) the home is damaged.
int serve_region(const RegionOptions& options);

}  // namespace atlas::region
