// SPDX-License-Identifier: Apache-2.0
#include "cli/terraform.h"

#include <filesystem>

#include "cli/apply_log.h"
#include "cli/child_process.h"
#include "cli/client_environment.h"
#include "cli/provider_mirror.h"
#include "linux/replace_file.h"
#include "region/credentials.h"

namespace atlas::cli {
namespace {

std::string configuration_path(const std::string& home) {
    return home + "/terraform.rc";
}

// An interrupted Terraform finishes its running operations before it releases the lock.
constexpr const char* lock_timeout = "-lock-timeout=120s";

// Messages of `init` if no provider is available, of Terraform and of OpenTofu.
bool is_about_providers(const std::string& said) {
    return said.contains("Failed to query available provider packages") ||
           said.contains("Failed to install provider") ||
           said.contains("Failed to resolve provider packages");
}

bool is_too_old(const std::string& said) {
    return said.contains("Unsupported Terraform Core version") ||
           said.contains("Unsupported OpenTofu Core version");
}

}  // namespace

std::string terraform_configuration(const std::string& home) {
    auto ours = configuration_path(home);
    std::error_code ignored;
    bool counts = std::filesystem::exists(ours, ignored) && !has_own_configuration(ours);
    return counts ? ours : "";
}

Terraform::Terraform(
    std::string program, std::string directory, std::string home, Progress& progress
)
    : program_(std::move(program)),
      directory_(std::move(directory)),
      home_(std::move(home)),
      progress_(&progress) {}

std::string Terraform::program() {
    return is_on_path("terraform") ? "terraform" : is_on_path("tofu") ? "tofu" : "";
}

Result<Terraform> Terraform::find(
    const std::string& directory, const std::string& home, Progress& progress
) {
    auto program = Terraform::program();
    if (program.empty()) {
        return Error(
            ErrorCode::not_found,
            "neither terraform nor tofu is on PATH; install Terraform or OpenTofu, 1.11 or later"
        );
    }
    auto access = ATLAS_TRY(region::read_credentials(home));
    Terraform found(program, directory, home, progress);
    for (const auto& [name, value] : client_environment(home, access))
        found.environment_[name] = value;
    found.environment_["TF_IN_AUTOMATION"] = "1";
    found.environment_["TF_INPUT"] = "0";
    return found;
}

Result<int> Terraform::run(
    const std::vector<std::string>& arguments,
    std::function<void(const std::string&)> on_line,
    std::function<void()> on_silence
) {
    ChildProcess child;
    child.args = {program_};
    child.args.insert(child.args.end(), arguments.begin(), arguments.end());
    child.environment = environment_;
    child.directory = directory_;
    child.on_line = std::move(on_line);
    child.on_silence = on_silence ? std::move(on_silence) : [this] { progress_->under_way(); };
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
    if (is_too_old(said)) {
        return Error(
            ErrorCode::not_found, program_ + " is too old; 1.11 or later is needed:\n" + said
        );
    }
    if (!is_about_providers(said)) return Error(ErrorCode::io, program_ + " init failed:\n" + said);
    auto mirror = has_own_configuration(configuration_path(home_)) ? "" : find_provider_mirror();
    if (mirror.empty()) {
        return Error(
            ErrorCode::not_found,
            program_ + " init failed:\n" + said +
                "Where the provider registry cannot be reached, give a folder that holds "
                "registry.terraform.io/ (for OpenTofu registry.opentofu.org/) in "
                "ATLAS_PROVIDER_MIRROR, or your own CLI configuration in ~/.terraformrc"
        );
    }
    ATLAS_TRY(linux::replace_file(configuration_path(home_), mirror_configuration(mirror)));
    environment_["TF_CLI_CONFIG_FILE"] = configuration_path(home_);
    progress_->note("the registry cannot be reached; providers come from " + mirror);
    if (ATLAS_TRY(try_init(said)) == 0) return {};
    return Error(ErrorCode::not_found, program_ + " init failed:\n" + said);
}

Result<> Terraform::apply(const std::vector<std::string>& arguments) {
    ApplyLog log(*progress_);
    std::vector<std::string> words{"apply", "-json", "-auto-approve", "-input=false", lock_timeout};
    words.insert(words.end(), arguments.begin(), arguments.end());
    int code = ATLAS_TRY(run(
        words, [&log](const std::string& line) { log.line(line); }, [&log] { log.silence(); }
    ));
    if (code == 0) {
        if (!log.summary().empty()) progress_->note(log.summary());
        return {};
    }
    std::string message = program_ + " apply failed";
    for (const auto& error : log.errors())
        message += "\n" + error;
    return Error(log.is_locked() ? ErrorCode::conflict : ErrorCode::io, message);
}

// Without a state, `state list` prints a sentence; addresses have no space before their first
// bracket.
Result<std::vector<std::string>> Terraform::addresses() {
    std::vector<std::string> found;
    ATLAS_TRY(run({"state", "list"}, [&](const std::string& line) {
        auto name = line.substr(0, line.find('['));
        if (name.contains('.') && !name.contains(' ')) found.push_back(line);
    }));
    return found;
}

}  // namespace atlas::cli
