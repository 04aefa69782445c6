// SPDX-License-Identifier: Apache-2.0
#include "cli/terraform.h"

#include <filesystem>

#include "cli/child_process.h"
#include "cli/json_member.h"
#include "cli/provider_mirror.h"
#include "linux/replace_file.h"
#include "region/authority.h"
#include "region/credentials.h"

namespace atlas::cli {
namespace {

std::string configuration_path(const std::string& home) {
    return home + "/terraform.rc";
}

std::string action_of(const std::string& action) {
    if (action == "create") return "created";
    if (action == "update") return "changed";
    if (action == "delete") return "destroyed";
    return action;
}

/// Follows `apply -json`: a note for what was done, the errors for the end.
struct ApplyLog {
    Progress& progress;
    std::vector<std::string> errors;
    std::string summary;

    void line(const std::string& text) {
        auto parsed = json::parse(text);
        if (!parsed) {
            if (!text.empty()) progress.note(text);
            return;
        }
        const auto& entry = parsed.value();
        auto type = text_of(entry, "type");
        auto* hook = entry.find("hook");
        if (type == "apply_complete" && hook) note(*hook, action_of(text_of(*hook, "action")));
        if (type == "apply_errored" && hook) note(*hook, "FAILED");
        if (type == "change_summary") summary = text_of(entry, "@message");
        auto* diagnostic = entry.find("diagnostic");
        if (type == "diagnostic" && diagnostic && text_of(*diagnostic, "severity") == "error") {
            auto where = text_of(*diagnostic, "address");
            errors.push_back(
                (where.empty() ? "" : where + ": ") + text_of(*diagnostic, "summary") + "\n" +
                text_of(*diagnostic, "detail")
            );
        }
    }
    void note(const json::Value& hook, const std::string& what) {
        auto* resource = hook.find("resource");
        auto address = resource ? text_of(*resource, "addr") : "";
        progress.note(
            address + "  " + what, static_cast<double>(number_of(hook, "elapsed_seconds"))
        );
    }
};

}  // namespace

std::string terraform_configuration(const std::string& home) {
    std::error_code ignored;
    return std::filesystem::exists(configuration_path(home), ignored) ? configuration_path(home)
                                                                      : "";
}

Terraform::Terraform(
    std::string program, std::string directory, std::string home, Progress& progress
)
    : program_(std::move(program)),
      directory_(std::move(directory)),
      home_(std::move(home)),
      progress_(&progress) {}

Result<Terraform> Terraform::find(
    const std::string& directory, const std::string& home, Progress& progress
) {
    std::error_code ignored;
    if (!std::filesystem::exists(directory + "/main.tf", ignored)) {
        return Error(
            ErrorCode::invalid_argument,
            directory + " holds no main.tf; roots are the folders of terraform/"
        );
    }
    auto program = is_on_path("terraform") ? "terraform" : is_on_path("tofu") ? "tofu" : "";
    if (!*program) {
        return Error(
            ErrorCode::not_found,
            "neither terraform nor tofu is on PATH; install Terraform 1.11 or later, or OpenTofu"
        );
    }
    auto access = ATLAS_TRY(region::read_credentials(home));
    Terraform found(program, directory, home, progress);
    found.environment_ = {
        {"AWS_ENDPOINT_URL", access.endpoint},
        {"AWS_ACCESS_KEY_ID", access.access_key_id},
        {"AWS_SECRET_ACCESS_KEY", access.secret_access_key},
        {"AWS_SESSION_TOKEN", ""},
        {"AWS_PROFILE", ""},
        {"AWS_REGION", access.region},
        {"AWS_DEFAULT_REGION", access.region},
        {"AWS_EC2_METADATA_DISABLED", "true"},
        {"ATLAS_CA", region::authority_path(home)},
        {"TF_WORKSPACE", "atlas-" + access.region_id},
        {"TF_IN_AUTOMATION", "1"},
        {"TF_INPUT", "0"},
    };
    if (auto file = terraform_configuration(home); !file.empty())
        found.environment_["TF_CLI_CONFIG_FILE"] = file;
    return found;
}

Result<int> Terraform::run(
    const std::vector<std::string>& arguments, std::function<void(const std::string&)> on_line
) {
    ChildProcess child;
    child.args = {program_};
    child.args.insert(child.args.end(), arguments.begin(), arguments.end());
    child.environment = environment_;
    child.directory = directory_;
    child.on_line = std::move(on_line);
    return run_child(child);
}

Result<int> Terraform::try_init(std::string& said) {
    said.clear();
    return run({"init", "-input=false", "-no-color"}, [&said](const std::string& line) {
        said += line + "\n";
    });
}

Result<> Terraform::init() {
    std::string said;
    if (ATLAS_TRY(try_init(said)) == 0) return {};
    auto mirror = has_own_configuration() ? "" : find_provider_mirror();
    if (mirror.empty()) {
        return Error(
            ErrorCode::not_found,
            "terraform init failed:\n" + said +
                "Where the provider registry cannot be reached, give a folder that holds "
                "registry.terraform.io/ in "
                "ATLAS_PROVIDER_MIRROR, or your own CLI configuration in ~/.terraformrc"
        );
    }
    ATLAS_TRY(linux::replace_file(configuration_path(home_), mirror_configuration(mirror)));
    environment_["TF_CLI_CONFIG_FILE"] = configuration_path(home_);
    progress_->note("the registry cannot be reached; providers come from " + mirror);
    if (ATLAS_TRY(try_init(said)) == 0) return {};
    return Error(ErrorCode::not_found, "terraform init failed:\n" + said);
}

Result<> Terraform::apply(const std::vector<std::string>& arguments) {
    ApplyLog log{*progress_, {}, ""};
    std::vector<std::string> words{"apply", "-json", "-auto-approve", "-input=false"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    int code = ATLAS_TRY(run(words, [&log](const std::string& line) { log.line(line); }));
    if (code == 0) {
        if (!log.summary.empty()) progress_->note(log.summary);
        return {};
    }
    std::string message = "terraform apply failed";
    for (const auto& error : log.errors)
        message += "\n" + error;
    return Error(ErrorCode::io, message);
}

Result<bool> Terraform::has(const std::string& address) {
    bool found = false;
    ATLAS_TRY(run({"state", "list"}, [&](const std::string& line) {
        found = found || line == address;
    }));
    return found;
}

std::string Terraform::output(const std::string& name) {
    std::string value;
    auto code = run({"output", "-no-color", "-raw", name}, [&value](const std::string& line) {
        value += line;
    });
    return code && code.value() == 0 ? value : "";
}

}  // namespace atlas::cli
