// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace atlas::cli {

/// How and where the command was started. Constant after startup.
struct Surroundings {
    std::string program;    // this binary, absolute
    std::string root;       // the folder of the launcher `./atlas`: ATLAS_ROOT, or the current one
    std::string home;       // ATLAS_HOME, or .atlas in the root
    bool json = false;      // --json: one document, or one object per line, on stdout
    bool quiet = false;     // -q: no progress
    bool terminal = false;  // stderr is a terminal, and TERM is not "dumb"
    bool colour = false;    // a terminal, without NO_COLOR and --no-color
    std::size_t columns = 80;  // of that terminal

    std::vector<std::string> keeper_command() const { return {program, "region", "run"}; }
    std::vector<std::string> region_command() const { return {program, "region", "serve"}; }
};

Surroundings find_surroundings();

}  // namespace atlas::cli
