// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace atlas::region {

struct RegionOptions {
    std::string home;                         // ATLAS_HOME, absolute
    int keeper = 0;                           // its pid, or 0 = nobody watches
    std::vector<std::string> keeper_command;  // starts another keeper
};

/// Runs the region of this home until it is told to stop (SIGTERM, or the control socket). Answers
/// the exit code: 0; 1 it failed and may be tried again; 6 another region runs here or the port is
/// taken; 7 something that it needs is missing.
int serve_region(const RegionOptions& options);

}  // namespace atlas::region
