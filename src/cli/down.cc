// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <iostream>

#include <fmt/core.h>
#include <unistd.h>

#include "cli/command_lock.h"
#include "cli/end_region.h"
#include "cli/failure.h"
#include "cli/interrupts.h"
#include "cli/progress.h"
#include "cli/roots.h"
#include "cli/verbs.h"
#include "linux/error.h"
#include "region/home.h"
#include "region/take_down.h"

namespace atlas::cli {
namespace {

// Asks the user; returns why --purge must not continue, or nothing.
std::optional<Failure> confirm(const Surroundings& surroundings, const std::string& name) {
    const auto& home = surroundings.home;
    if (::isatty(STDIN_FILENO) != 1) {
        return Failure{
            usage,
            "--purge erases all data of region " + name + " in " + home +
                ", and there is no terminal to ask on",
            "if that is meant: ./atlas down --purge --yes"
        };
    }
    fmt::print(
        stderr,
        "This erases all data of region {} in\n{}, and its Terraform state.\nType {} to go on: ",
        name,
        home,
        name
    );
    std::string typed;
    std::getline(std::cin, typed);
    if (typed == name) return {};
    return Failure{failed, "\"" + typed + "\" is not " + name + "; nothing was done", ""};
}

// Also erases the target of a symbolic link, which holds the keys and data.
Result<> erase(const std::filesystem::path& path) {
    std::error_code failed;
    auto content = std::filesystem::canonical(path, failed);
    for (const auto& each : {failed ? path : content, path}) {
        std::filesystem::remove_all(each, failed);
        if (failed) return linux::error_of(failed.value(), "erase " + each.string());
    }
    return {};
}

// Only the state of this region's own workspace, never `default`, which is that of AWS.
Result<> purge(const Surroundings& surroundings, const std::string& region_id) {
    std::vector<std::filesystem::path> erased;
    for (const auto& root : find_roots(surroundings.root)) {
        auto folder = surroundings.root + "/terraform/" + root + "/terraform.tfstate.d/atlas-";
        erased.emplace_back(folder + region_id);
    }
    erased.emplace_back(surroundings.home);
    for (const auto& path : erased)
        ATLAS_TRY(erase(path));
    return {};
}

Result<> take_all_down(const Surroundings& surroundings) {
    ATLAS_TRY(end_region(surroundings.home));
    return region::take_down(surroundings.home);
}

int fail(const Surroundings& surroundings, Progress& progress, const Failure& failure) {
    progress.failed();
    progress.end(failure.code, failure.message);
    auto aside = surroundings;
    aside.json = false;  // The stream has ended; print to stderr only.
    return report(aside, failure);
}

int fail(
    const Surroundings& surroundings,
    Progress& progress,
    const Error& error,
    const std::string& next
) {
    int code = error.code() == ErrorCode::conflict ? in_conflict : failed;
    return fail(surroundings, progress, {code, error.message(), next});
}

int nothing_there(const Surroundings& surroundings, Progress& progress) {
    auto text = "no region was started in " + surroundings.home + "; nothing to take down";
    if (!surroundings.quiet && !surroundings.json) fmt::print(stderr, "atlas: {}\n", text);
    progress.end(ok, text);
    return ok;
}

// Without an identity: either nothing was started here, or it is unknown what runs.
int without_identity(const Surroundings& surroundings, Progress& progress, const Error& error) {
    const auto& home = surroundings.home;
    const auto* put_back = "put identity.json back; its Id is also in credentials.json";
    auto why = not_answering(surroundings, error);
    if (why.code == missing_prerequisite) return fail(surroundings, progress, why);
    if (error.code() != ErrorCode::not_found) return fail(surroundings, progress, error, put_back);
    std::error_code ignored;
    for (const char* part : {"store.db", "ca", "credentials.json"}) {
        if (!std::filesystem::exists(home + "/" + part, ignored)) continue;
        auto text = home + " has " + part + " but no identity.json; what runs of it is not known";
        return fail(surroundings, progress, {failed, text, put_back});
    }
    return nothing_there(surroundings, progress);
}

}  // namespace

int bring_down(const Surroundings& surroundings, const DownOptions& options) {
    Progress progress(surroundings);
    auto identity = region::read_identity(surroundings.home);
    if (!identity) return without_identity(surroundings, progress, identity.error());
    const auto& id = identity.value().id;
    if (options.purge && !options.yes) {
        if (auto refused = confirm(surroundings, id)) return fail(surroundings, progress, *refused);
    }
    // A home that is not writable cannot be locked but must still be taken down.
    auto lock = CommandLock::take(surroundings.home, "down");
    if (!lock && lock.error().code() == ErrorCode::conflict) {
        auto advice = "wait for it, or end it; then: ./atlas down";
        return fail(surroundings, progress, lock.error(), advice);
    }
    note_interrupts("\natlas: ending what is half taken down; once more to leave it so\n");
    progress.begin("down");
    progress.under_way("ending tasks, balancers, brokers, networks");
    if (auto down = take_all_down(surroundings); !down)
        return fail(surroundings, progress, down.error(), "try again: ./atlas down");
    if (was_interrupted())
        return fail(
            surroundings, progress, {interrupted, "interrupted; all was ended, no data erased", ""}
        );
    if (options.purge) {
        if (auto purged = purge(surroundings, id); !purged)
            return fail(surroundings, progress, purged.error(), "try again: ./atlas down --purge");
    }
    progress.done(options.purge ? "down, and erased" : "down; data and Terraform's state are kept");
    progress.end(ok);
    return ok;
}

}  // namespace atlas::cli
