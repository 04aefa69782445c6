// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <filesystem>
#include <thread>

#include <fmt/core.h>

#include "cli/child_process.h"
#include "cli/exit_code.h"
#include "cli/progress.h"
#include "cli/region_client.h"
#include "cli/stack_status.h"
#include "cli/terraform.h"
#include "cli/verbs.h"
#include "linux/replace_file.h"
#include "region/home.h"
#include "region/keeper.h"
#include "region/place.h"

namespace atlas::cli {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds look_again{20};
constexpr std::chrono::seconds region_start_max{30};
constexpr std::chrono::seconds healthy_max{120};
constexpr int lines_shown = 20;

/// A step that failed, and the exit code that says so.
struct Failure {
    int code = failed;
    std::string message;
};
using Step = std::optional<Failure>;

Step failure_of(const Error& error) {
    return Failure{
        error.code() == ErrorCode::not_found ? missing_prerequisite : failed, error.message()
    };
}

std::string tail_of(const std::string& path) {
    auto text = linux::read_file(path);
    if (!text) return "";
    auto all = std::move(text).value();
    std::size_t begin = all.size();
    for (int lines = 0; begin > 0 && lines <= lines_shown; --begin)
        lines += all[begin - 1] == '\n';
    return all.substr(begin);
}

Step start_region(const Surroundings& surroundings, Progress& progress) {
    RegionClient region(surroundings.home);
    if (region.describe()) {
        progress.done("running");
        return {};
    }
    auto missing = region::missing_prerequisites();
    if (!missing.empty()) {
        std::string message = "missing:";
        for (const auto& what : missing)
            message += "\n  " + what;
        return Failure{missing_prerequisite, message};
    }
    if (auto made = linux::make_directory(surroundings.home); !made)
        return failure_of(made.error());
    auto log = surroundings.home + "/region.log";
    auto keeper = region::start_detached(surroundings.keeper_command(), log);
    if (!keeper) return failure_of(keeper.error());
    for (auto until = steady_clock::now() + region_start_max; steady_clock::now() < until;) {
        if (region.describe()) {
            progress.done("ready");
            return {};
        }
        if (was_interrupted()) return Failure{interrupted, "interrupted"};
        std::this_thread::sleep_for(look_again);
    }
    return Failure{
        timed_out, "the region does not answer; its last lines:\n" + tail_of(log) + "see " + log
    };
}

// MSK refuses public access for a cluster that is being created, and services need their images: so
// the first apply makes registry and streaming alone. On a stack that has its cluster it would take
// public access away again.
Step first_apply(Terraform& terraform, Progress& progress) {
    auto there = terraform.has("module.streaming.aws_msk_cluster.this");
    if (!there) return failure_of(there.error());
    if (there.value()) {
        progress.done("there already");
        return {};
    }
    auto applied = terraform.apply(
        {"-target=module.registry",
         "-target=module.streaming",
         "-var",
         "enable_msk_public_access=false"}
    );
    if (!applied) return failure_of(applied.error());
    progress.done();
    return {};
}

Step push_images(
    const Surroundings& surroundings,
    const Terraform& terraform,
    const std::string& directory,
    Progress& progress
) {
    ChildProcess child;
    child.environment = terraform.environment();
    child.args = {surroundings.root + "/tools/push_images.py", directory};
    child.directory = surroundings.root;
    child.environment["ATLAS_HOME"] = surroundings.home;
    std::string said;
    child.on_line = [&](const std::string& line) {
        progress.note(line);
        said += line + "\n";
    };
    auto code = run_child(child);
    if (!code) return failure_of(code.error());
    if (code.value() != 0)
        return Failure{failed, "building or pushing the images failed:\n" + said};
    progress.done();
    return {};
}

std::string why_unwell(const RegionClient& region, const StackStatus& status) {
    std::string text;
    for (const auto& service : status.services) {
        if (service.well) continue;
        text += fmt::format(
            "\n  {}: {}/{} running, rollout {}",
            service.name,
            service.running,
            service.desired,
            service.rollout
        );
        for (const auto& task : service.ended)
            text += "\n    ended " + task.id + ": " + task.stopped_reason;
        for (const auto& event : service.events)
            text += "\n    " + event;
    }
    for (const auto& endpoint : status.endpoints) {
        if (!endpoint.well)
            text += "\n  " + endpoint.kind + " " + endpoint.name + " is " + endpoint.state;
    }
    for (const auto& target : status.targets) {
        if (target.state != "healthy")
            text += fmt::format(
                "\n  target {}:{} is {}: {}",
                target.address,
                target.port,
                target.state,
                target.reason
            );
    }
    auto lines = region.last_lines("ecs", lines_shown);
    if (lines) text += "\n" + json::serialize_pretty(lines.value());
    return text;
}

Step wait_healthy(const Surroundings& surroundings, Progress& progress) {
    RegionClient region(surroundings.home);
    for (auto until = steady_clock::now() + healthy_max;;) {
        auto status = read_status(region);
        if (status && status.value().well) {
            progress.done("healthy");
            return {};
        }
        if (was_interrupted()) return Failure{interrupted, "interrupted"};
        if (steady_clock::now() > until) {
            auto why = status ? why_unwell(region, status.value()) : status.error().message();
            return Failure{
                unhealthy,
                "the stack is up but not well:" + why + "\nsee ./atlas status and ./atlas logs"
            };
        }
        std::this_thread::sleep_for(look_again * 5);
    }
}

Step way_up(const Surroundings& surroundings, const std::string& directory, Progress& progress) {
    progress.begin("region");
    if (auto step = start_region(surroundings, progress)) return step;
    progress.begin("terraform init");
    auto terraform = Terraform::find(directory, surroundings.home, progress);
    if (!terraform) return failure_of(terraform.error());
    if (auto ready = terraform.value().init(); !ready) return failure_of(ready.error());
    progress.done();
    progress.begin("registry and streaming");
    if (auto step = first_apply(terraform.value(), progress)) return step;
    progress.begin("images");
    if (auto step = push_images(surroundings, terraform.value(), directory, progress)) return step;
    progress.begin("the whole root");
    if (auto applied = terraform.value().apply({}); !applied) return failure_of(applied.error());
    progress.done();
    progress.begin("services and targets");
    return wait_healthy(surroundings, progress);
}

}  // namespace

int bring_up(const Surroundings& surroundings, const std::string& root) {
    Progress progress(surroundings);
    note_interrupts();
    auto directory = surroundings.root + "/terraform/" + root;
    if (auto failure = way_up(surroundings, directory, progress)) {
        if (was_interrupted()) failure->code = interrupted;
        progress.error(failure->message);
        return failure->code;
    }
    if (!surroundings.quiet && !surroundings.json) {
        fmt::print(
            stderr, "\n{} is up. Look around:\n  eval \"$(./atlas env)\"\n  ./atlas status\n", root
        );
    }
    return ok;
}

}  // namespace atlas::cli
