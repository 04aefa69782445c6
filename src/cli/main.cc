// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "cli/failure.h"
#include "cli/nearest_name.h"
#include "cli/output.h"
#include "cli/verbs.h"

namespace {

using namespace atlas::cli;

/// Adds the verbs of `region`; like all verbs, the one that runs stores its exit code in `code`.
void add_region_verbs(CLI::App& app, Surroundings& surroundings, int& code) {
    auto* region = app.add_subcommand("region", "The region's own process")->require_subcommand(1);
    static int adopt = 0;
    static int keeper = 0;
    auto* run = region->add_subcommand("run", "Run it in the foreground, kept alive");
    run->add_option("--adopt", adopt)->group("");
    run->callback([&] { code = run_region(surroundings, adopt); });
    auto* serve = region->add_subcommand("serve", "")->group("");
    serve->add_option("--keeper", keeper);
    serve->callback([&] { code = serve_region(surroundings, keeper); });
    region->add_subcommand("pid", "Print its process id")->callback([&] {
        code = print_region_pid(surroundings);
    });
    region->add_subcommand("stop", "End it; what it started goes on")->callback([&] {
        code = stop_region(surroundings);
    });
}

void add_print_verbs(CLI::App& app, Surroundings& surroundings, int& code) {
    static EnvOptions options;
    auto* env = app.add_subcommand("env", "Print shell exports: eval \"$(./atlas env)\"");
    env->add_flag("--write-key", options.write_key, "Print only a write key, to try the edge with");
    env->callback([&] { code = print_env(surroundings, options); });
    app.add_subcommand("ca", "Print the region's CA certificate")->callback([&] {
        code = print_ca(surroundings);
    });
}

void add_stack_verbs(CLI::App& app, Surroundings& surroundings, int& code) {
    static std::string root = "staging";
    static DownOptions down_options;
    static WaitOptions wait_options;
    static LogsOptions logs_options;
    auto* up = app.add_subcommand(
        "up", "Bring the region and a root up; safe to run again after anything"
    );
    up->add_option("root", root, "A folder of terraform/")->capture_default_str();
    up->callback([&] { code = bring_up(surroundings, root); });
    auto* down = app.add_subcommand("down", "Stop everything; data and Terraform's state stay");
    down->add_flag(
        "--purge", down_options.purge, "Erase the region's data and its Terraform state too"
    );
    down->add_flag("--yes", down_options.yes, "Do not ask");
    down->callback([&] { code = bring_down(surroundings, down_options); });
    app.add_subcommand("status", "Services, tasks, targets, endpoints, and why one is not well")
        ->callback([&] { code = print_status(surroundings); });
    auto* wait = app.add_subcommand("wait", "Wait until a service is healthy, up or down");
    wait->add_option("service", wait_options.service, "Its name, or the end of it")->required();
    wait->add_option("--for", wait_options.state)
        ->check(CLI::IsMember({"healthy", "up", "down"}))
        ->capture_default_str();
    wait->add_option("--timeout", wait_options.timeout_s, "Seconds")
        ->check(CLI::Range(0, 86'400))
        ->capture_default_str();
    wait->callback([&] { code = wait_for_service(surroundings, wait_options); });
    auto* logs = app.add_subcommand("logs", "The latest lines of a service, or of all");
    logs->add_option("service", logs_options.service, "Any part of its log group's name");
    logs->add_option("-n", logs_options.count, "Lines of each service")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    logs->callback([&] { code = print_logs(surroundings, logs_options); });
}

/// The innermost parsed command: `atlas`, a verb, or a verb of a verb.
const CLI::App* innermost(const CLI::App* app) {
    auto parsed = app->get_subcommands();
    return parsed.empty() ? app : innermost(parsed.front());
}

/// The first argument that is not a flag where a verb is expected; empty if there is none.
std::string wrong_verb(const CLI::App& app, const std::vector<std::string>& left) {
    if (app.get_subcommands([](const CLI::App*) { return true; }).empty()) return "";
    for (const auto& word : left) {
        if (!word.starts_with('-')) return word;
    }
    return "";
}

std::vector<std::string> verbs_of(const CLI::App& app) {
    std::vector<std::string> names;
    for (const auto* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
        // Verbs without a group are internal.
        if (!verb->get_group().empty()) names.push_back(verb->get_name());
    }
    return names;
}

int wrong_usage(
    const CLI::App& app, const Surroundings& surroundings, const CLI::ParseError& error
) {
    const auto* at = innermost(&app);
    auto name = at == &app ? std::string("atlas") : "atlas " + at->get_name();
    auto word = wrong_verb(*at, app.remaining(true));
    auto help = "see: ./" + name + " --help";
    if (!word.empty()) {
        auto text =
            fmt::format("{} has no command {}{}", name, word, suggestion(word, verbs_of(*at)));
        return report(surroundings, {usage, text, help});
    }
    if (at->get_name() == app.get_name() && app.remaining_size(true) == 0) {
        fmt::print(stderr, "{}\n", app.help());
        return report(surroundings, {usage, "say which command", ""});
    }
    // For an unknown flag before the verb, CLI11 reports only that the verb is missing.
    auto left = app.remaining(true);
    auto what = left.empty() ? std::string(error.what()) : "unknown argument " + left.front();
    return report(surroundings, {usage, at == &app ? what : at->get_name() + ": " + what, help});
}

/// Returns the command's exit code if all output was written; otherwise reports a failure.
int all_printed(const Surroundings& surroundings, int code) {
    if (flush_out()) return code;
    auto aside = surroundings;
    aside.json = false;
    report(aside, {failed, "what was to be printed could not be written to stdout", ""});
    return code == ok ? failed : code;
}

void add_global_flags(CLI::App& app, Surroundings& surroundings) {
    app.add_flag("--json", surroundings.json, "Print JSON for programs");
    app.add_flag("-q,--quiet", surroundings.quiet, "No progress");
    app.add_flag_callback(
        "--no-color",
        [&surroundings] { surroundings.colour = false; },
        "No colour; NO_COLOR and TERM=dumb say so too"
    );
}

}  // namespace

int main(int argc, char** argv) {
    auto surroundings = find_surroundings();
    int code = ok;
    CLI::App app{"atlas: the whole AWS stack, real, on one machine", "atlas"};
    app.require_subcommand(1);
    app.fallthrough();
    add_global_flags(app, surroundings);
    app.footer(
        "--json, -q and --no-color go with every command.\n"
        "Exit codes: 0 ok, 1 failure, 2 usage, 3 not running, 4 time-out, 5 unhealthy,\n"
        "6 conflict, 7 missing prerequisite, 130 interrupted."
    );
    add_stack_verbs(app, surroundings, code);
    add_print_verbs(app, surroundings, code);
    add_region_verbs(app, surroundings, code);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        write_out(app.help());
    } catch (const CLI::ParseError& error) {
        return wrong_usage(app, surroundings, error);
    }
    return all_printed(surroundings, code);
}
