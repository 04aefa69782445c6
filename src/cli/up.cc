// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>

#include <fmt/core.h>

#include "cli/applied_roots.h"
#include "cli/child_process.h"
#include "cli/command_lock.h"
#include "cli/failure.h"
#include "cli/follow_region.h"
#include "cli/home_folder.h"
#include "cli/interrupts.h"
#include "cli/log_lines.h"
#include "cli/nearest_name.h"
#include "cli/progress.h"
#include "cli/region_client.h"
#include "cli/roots.h"
#include "cli/stack_status.h"
#include "cli/start_region.h"
#include "cli/terraform.h"
#include "cli/verbs.h"

namespace atlas::cli {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds healthy_max{120};
constexpr int lines_shown = 20;

/// Nothing if a step succeeded; otherwise why it failed.
using Step = std::optional<Failure>;

Failure failure_of(const Error& error, const std::string& next = "") {
    switch (error.code()) {
        case ErrorCode::not_found:
            return {missing_prerequisite, error.message(), next};
        case ErrorCode::conflict:
            return {in_conflict, error.message(), next};
        default:
            return {failed, error.message(), next};
    }
}

// Checks everything that can be checked before anything is started.
Step look_before(const Surroundings& surroundings, const std::string& root) {
    auto roots = find_roots(surroundings.root);
    if (std::ranges::find(roots, root) == roots.end()) {
        return Failure{
            usage,
            surroundings.root + "/terraform has no root " + root + suggestion(root, roots),
            ""
        };
    }
    if (Terraform::program().empty()) {
        return Failure{
            missing_prerequisite,
            "neither terraform nor tofu is on PATH",
            "install Terraform 1.11 or later (https://developer.hashicorp.com/terraform/install) "
            "or "
            "OpenTofu 1.11 or later, or let make up fetch one"
        };
    }
    auto lacking = lacking_prerequisites();
    if (lacking.code != ok) return lacking;
    return {};
}

// MSK refuses public access for a cluster that is being created, and services need their images. So
// the first apply makes only registry and streaming, without public access. If the cluster exists,
// this apply would remove its public access.
Step first_apply(
    Terraform& terraform,
    const std::vector<std::string>& state,
    const std::string& again,
    Progress& progress
) {
    if (std::ranges::find(state, "module.streaming.aws_msk_cluster.this") != state.end()) {
        progress.done("there already");
        return {};
    }
    auto applied = terraform.apply(
        {"-target=module.registry",
         "-target=module.streaming",
         "-var",
         "enable_msk_public_access=false"}
    );
    if (!applied) return failure_of(applied.error(), again);
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
        auto begin = line.starts_with("atlas: ") ? 7 : line.find_first_not_of(' ');
        progress.note(line.substr(std::min(begin, line.size())));
        said += "\n" + line;
    };
    child.on_silence = [&] { progress.under_way(); };
    auto code = run_child(child);
    if (!code) return failure_of(code.error());
    if (code.value() != 0) {
        return Failure{
            code.value() == missing_prerequisite ? missing_prerequisite : failed,
            "building or pushing the images failed:" + said,
            "once it is mended, go on with: ./atlas up"
        };
    }
    progress.done();
    return {};
}

// The last log lines of a service.
std::string last_lines(const RegionClient& region, const std::string& service) {
    auto groups = read_log_groups(region);
    std::string text;
    for (const auto& group : groups ? groups.value() : std::vector<std::string>{}) {
        if (!group.ends_with("/" + service)) continue;
        auto lines = read_log_lines(region, group, lines_shown);
        for (const auto& line : lines ? lines.value() : std::vector<LogLine>{})
            text += "\n  " + format_iso8601_ms(line.at) + " " + line.message;
    }
    return text.empty() ? "" : "\nthe last lines of " + service + ":" + text;
}

Failure not_well(const RegionClient& region, const Result<StackStatus>& status) {
    if (!status) return {unhealthy, "the region stopped answering", "see: ./atlas status"};
    std::string text = "the stack is up but not well:";
    for (const auto& line : reasons(status.value()))
        text += "\n  " + line;
    const auto& services = status.value().services;
    auto unwell = std::ranges::find(services, false, &ServiceStatus::well);
    if (unwell == services.end()) return {unhealthy, text, "see: ./atlas status"};
    text += last_lines(region, unwell->name);
    return {unhealthy, text, "see more with: ./atlas logs " + unwell->name + " -n 200"};
}

Step wait_healthy(const Surroundings& surroundings, Progress& progress) {
    RegionClient region(surroundings.home);
    FollowRegion follow(region);
    for (auto until = steady_clock::now() + healthy_max;;) {
        follow.next();
        if (was_interrupted()) return Failure{interrupted, "interrupted", ""};
        auto status = read_status(region);
        if (status && status.value().well) {
            progress.done("healthy");
            return {};
        }
        if (steady_clock::now() > until) return not_well(region, status);
        auto why = status ? reasons(status.value()) : std::vector<std::string>{};
        progress.under_way(why.empty() ? "" : why.front());
    }
}

/// The steps of `up`. The first failure ends them, and no step begins after an interrupt.
class WayUp {
public:
    WayUp(const Surroundings& surroundings, const std::string& root, Progress& progress)
        : surroundings_(surroundings),
          root_(root),
          directory_(surroundings.root + "/terraform/" + root),
          again_(
              "look closer with: eval \"$(./atlas env)\"; " + Terraform::program() +
              " -chdir=terraform/" + root + " apply"
          ),
          progress_(progress) {}

    Step run() {
        if (auto step = begin("region")) return step;
        if (auto step = start_region(surroundings_, progress_)) return step;
        if (auto step = begin("terraform init")) return step;
        auto terraform = Terraform::find(directory_, surroundings_.home, progress_);
        if (!terraform) return failure_of(terraform.error());
        return apply(terraform.value());
    }

private:
    Step begin(const std::string& step) {
        if (was_interrupted()) return Failure{interrupted, "interrupted", ""};
        progress_.begin(step);
        return {};
    }

    Step apply(Terraform& terraform) {
        if (auto ready = terraform.init(); !ready) return failure_of(ready.error());
        progress_.done();
        if (auto step = begin("registry and streaming")) return step;
        auto state = terraform.addresses();
        if (!state) return failure_of(state.error());
        if (state.value().empty() && was_applied(surroundings_.home, root_)) return lost_state();
        if (auto step = first_apply(terraform, state.value(), again_, progress_)) return step;
        note_applied(surroundings_.home, root_);
        if (auto step = begin("images")) return step;
        if (auto step = push_images(surroundings_, terraform, directory_, progress_)) return step;
        if (auto step = begin("the whole root")) return step;
        auto applied = terraform.apply({});
        if (!applied) return failure_of(applied.error(), again_);
        progress_.done();
        if (auto step = begin("services and targets")) return step;
        return wait_healthy(surroundings_, progress_);
    }

    // An apply would create everything again, as far as names allow.
    Failure lost_state() const {
        return {
            in_conflict,
            "the region has what terraform/" + root_ + " made, but Terraform's state of it is gone",
            advice_for_lost_state(surroundings_.home, root_)
        };
    }

    const Surroundings& surroundings_;
    const std::string root_;
    const std::string directory_;
    const std::string again_;
    Progress& progress_;
};

int end(
    const Surroundings& surroundings,
    Progress& progress,
    const std::string& root,
    const Step& failure
) {
    if (!failure) {
        progress.end(ok, root + " is up");
        if (!surroundings.quiet && !surroundings.json) {
            fmt::print(stderr, "{} is up; see: ./atlas status\n", root);
        }
        return ok;
    }
    auto said = *failure;
    if (was_interrupted()) {
        said = {
            interrupted, "interrupted; what was done is kept", "go on with: ./atlas up " + root
        };
    }
    progress.failed();
    if (!surroundings.json) return report(surroundings, said);
    progress.end(said.code, said.message);
    auto aside = surroundings;
    aside.json = false;  // The stream has ended; print to stderr only.
    return report(aside, said);
}

}  // namespace

int bring_up(const Surroundings& surroundings, const std::string& typed) {
    auto root = root_name(typed);
    Progress progress(surroundings);
    if (auto failure = look_before(surroundings, root))
        return end(surroundings, progress, root, failure);
    if (auto made = prepare_home(surroundings.home); !made) {
        auto advice = "give another folder in ATLAS_HOME";
        return end(surroundings, progress, root, failure_of(made.error(), advice));
    }
    auto lock = CommandLock::take(surroundings.home, "up");
    if (!lock) {
        auto advice = "wait for it, or end it; then: ./atlas up " + root;
        return end(surroundings, progress, root, failure_of(lock.error(), advice));
    }
    note_interrupts("\natlas: ending what is under way; once more to stop at once\n");
    return end(surroundings, progress, root, WayUp(surroundings, root, progress).run());
}

}  // namespace atlas::cli
