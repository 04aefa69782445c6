// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <iostream>

#include <fmt/core.h>
#include <unistd.h>

#include "cli/end_region.h"
#include "cli/exit_code.h"
#include "cli/progress.h"
#include "cli/verbs.h"
#include "linux/error.h"
#include "region/home.h"
#include "region/take_down.h"

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
Result<> purge(const Surroundings& surroundings, const std::string& region_id) {
    std::error_code failed;
    for (const auto& root :
         std::filesystem::directory_iterator(surroundings.root + "/terraform", failed)) {
        std::filesystem::remove_all(
            root.path() / "terraform.tfstate.d" / ("atlas-" + region_id), failed
        );
    }
    std::filesystem::remove_all(surroundings.home, failed);
    if (!failed) return {};
    return linux::error_of(failed.value(), "erase " + surroundings.home);
}

Result<> take_all_down(const Surroundings& surroundings) {
    ATLAS_TRY(end_region(surroundings.home));
    return region::take_down(surroundings.home);
}

int refuse(Progress& progress, const Error& error) {
    progress.error(error.message());
    return error.code() == ErrorCode::conflict ? in_conflict : failed;
}

}  // namespace

int bring_down(const Surroundings& surroundings, const DownOptions& options) {
    Progress progress(surroundings);
    auto id = region::find_id(surroundings.home);
    if (!id) {
        progress.error("no region was started in " + surroundings.home + "; nothing to take down");
        return ok;
    }
    if (!confirmed(surroundings, options, *id)) return failed;
    progress.begin("down");
    if (auto down = take_all_down(surroundings); !down) return refuse(progress, down.error());
    if (options.purge) {
        auto purged = purge(surroundings, *id);
        if (!purged) return refuse(progress, purged.error());
    }
    progress.done(options.purge ? "down, and erased" : "down; data and Terraform's state are kept");
    return ok;
}

}  // namespace atlas::cli
