// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <iostream>

#include <fmt/core.h>
#include <unistd.h>

#include "cli/exit_code.h"
#include "cli/progress.h"
#include "cli/region_client.h"
#include "cli/verbs.h"
#include "region/credentials.h"
#include "region/home.h"
#include "region/keeper.h"
#include "region/region.h"

namespace atlas::cli {
namespace {

bool confirmed(
    const Surroundings& surroundings, const DownOptions& options, const std::string& name
) {
    if (!options.purge || options.yes) return true;
    if (::isatty(STDIN_FILENO) != 1) {
        fmt::print(
            stderr,
            "atlas: --purge erases {}; without a terminal say --yes too\n",
            surroundings.home
        );
        return false;
    }
    fmt::print(
        stderr,
        "This erases all data of region {} in {}. Type its name to go on: ",
        name,
        surroundings.home
    );
    std::string typed;
    std::getline(std::cin, typed);
    return typed == name;
}

// Only the state of this region's own workspace; never that of AWS, which is `default`.
void purge(const Surroundings& surroundings, const std::string& region_id) {
    std::error_code ignored;
    for (const auto& root :
         std::filesystem::directory_iterator(surroundings.root + "/terraform", ignored)) {
        std::filesystem::remove_all(
            root.path() / "terraform.tfstate.d" / ("atlas-" + region_id), ignored
        );
    }
    std::filesystem::remove_all(surroundings.home, ignored);
}

int end_region(const Surroundings& surroundings, Progress& progress) {
    region::end_keeping(surroundings.home);
    if (region::running_pid(surroundings.home) == 0)
        return region::take_down_region(surroundings.home);
    auto stopped = RegionClient(surroundings.home).stop(true);
    if (stopped) return ok;
    progress.error(stopped.error().message());
    return failed;
}

}  // namespace

int bring_down(const Surroundings& surroundings, const DownOptions& options) {
    Progress progress(surroundings);
    auto access = region::read_credentials(surroundings.home);
    if (!access) {
        progress.error("no region was started in " + surroundings.home + "; nothing to take down");
        return ok;
    }
    auto id = access.value().region_id;
    if (!confirmed(surroundings, options, id)) return failed;
    progress.begin("down");
    if (int code = end_region(surroundings, progress); code != ok) return code;
    if (options.purge) purge(surroundings, id);
    progress.done(options.purge ? "down, and erased" : "down; data and Terraform's state are kept");
    return ok;
}

}  // namespace atlas::cli
