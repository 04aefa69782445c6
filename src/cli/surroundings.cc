// SPDX-License-Identifier: Apache-2.0
#include "cli/surroundings.h"

#include <cstdlib>
#include <filesystem>

#include <unistd.h>

#include "region/home.h"

namespace atlas::cli {
namespace {

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

}  // namespace

Surroundings find_surroundings() {
    Surroundings found;
    std::error_code ignored;
    found.program = std::filesystem::read_symlink("/proc/self/exe", ignored).string();
    found.root = environment("ATLAS_ROOT");
    if (found.root.empty()) found.root = std::filesystem::current_path(ignored).string();
    found.home = region::home_path(found.root);
    found.terminal = ::isatty(STDERR_FILENO) == 1 && environment("NO_COLOR").empty() &&
                     environment("TERM") != "dumb";
    return found;
}

}  // namespace atlas::cli
