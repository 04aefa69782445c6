// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include <fmt/core.h>

#include "cli/end_region.h"
#include "cli/exit_code.h"
#include "cli/verbs.h"
#include "linux/replace_file.h"
#include "region/home.h"
#include "region/keeper.h"
#include "region/place.h"
#include "region/region.h"

namespace atlas::cli {

int run_region(const Surroundings& surroundings, int adopt) {
    auto missing = region::missing_prerequisites();
    for (const auto& what : missing)
        fmt::print(stderr, "atlas: missing {}\n", what);
    if (!missing.empty()) return missing_prerequisite;
    if (int pid = region::running_pid(surroundings.home); pid != 0 && pid != adopt) {
        fmt::print(stderr, "atlas: a region runs in {} already (pid {})\n", surroundings.home, pid);
        return in_conflict;
    }
    if (auto made = linux::make_directory(surroundings.home); !made) {
        fmt::print(stderr, "atlas: {}\n", made.error().message());
        return failed;
    }
    return region::keep_region({surroundings.home, surroundings.region_command(), adopt});
}

int serve_region(const Surroundings& surroundings, int keeper) {
    return region::serve_region({surroundings.home, keeper, surroundings.keeper_command()});
}

int print_region_pid(const Surroundings& surroundings) {
    int pid = region::running_pid(surroundings.home);
    if (pid == 0) {
        fmt::print(
            stderr, "atlas: no region runs in {}; start it with: ./atlas up\n", surroundings.home
        );
        return not_running;
    }
    fmt::print("{}\n", pid);
    return ok;
}

int stop_region(const Surroundings& surroundings) {
    bool running = region::running_pid(surroundings.home) != 0;
    auto ended = end_region(surroundings.home);
    if (running && ended) return ok;
    fmt::print(
        stderr,
        "atlas: {}\n",
        ended ? "no region runs in " + surroundings.home : ended.error().message()
    );
    return ended ? not_running : failed;
}

}  // namespace atlas::cli
