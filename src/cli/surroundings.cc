// SPDX-License-Identifier: Apache-2.0
#include "cli/surroundings.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <sys/ioctl.h>
#include <unistd.h>

#include "region/home.h"

namespace atlas::cli {
namespace {

// Progress subtracts its margins from the columns.
constexpr std::size_t columns_min = 40;

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

std::size_t terminal_columns() {
    winsize size{};
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
    return std::max<std::size_t>(size.ws_col, columns_min);
}

}  // namespace

Surroundings find_surroundings() {
    Surroundings found;
    std::error_code ignored;
    found.program = std::filesystem::read_symlink("/proc/self/exe", ignored).string();
    found.root = environment("ATLAS_ROOT");
    if (found.root.empty()) found.root = std::filesystem::current_path(ignored).string();
    found.home = region::home_path(found.root);
    found.terminal = ::isatty(STDERR_FILENO) == 1 && environment("TERM") != "dumb";
    found.colour = found.terminal && environment("NO_COLOR").empty();
    found.columns = terminal_columns();
    return found;
}

}  // namespace atlas::cli
