// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace atlas::cli {

/// Where the command was started: found once, constant afterwards.
struct Surroundings {
    std::string program;    // this binary, absolute
    std::string root;       // the folder of the launcher `./atlas`: ATLAS_ROOT, or the current one
    std::string home;       // ATLAS_HOME, or .atlas in the root
    bool json = false;      // --json: one document, or one object a line, on stdout
    bool quiet = false;     // -q: no progress
    bool terminal = false;  // stderr is a terminal whose cursor moves (TERM=dumb says no)
    bool colour = false;    // a terminal, and NO_COLOR and --no-color do not forbid it
    std::size_t columns = 80;  // of that terminal

    std::vector<std::string> keeper_command() const { return {program, "region", "run"}; }
    std::vector<std::string> region_command() const { return {program, "region", "serve"}; }
};

Surroundings find_surroundings();

}  // namespace atlas::cli
