// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/progress.h"

namespace atlas::cli {

/// Runs stock Terraform or OpenTofu in the folder of one root against one region.
class Terraform {
public:
    /// The program's name, if it is on PATH; else empty.
    static std::string program();
    /// Reads the region's credentials, so the region must have been started. not_found: no program
    /// on PATH.
    static Result<Terraform> find(
        const std::string& directory, const std::string& home, Progress& progress
    );

    /// Runs `init` with the user's own CLI configuration. If there is none and the registry cannot
    /// be reached, it uses a mirror on this machine through a CLI configuration in the home.
    /// not_found: no provider is available (the message says how to get one), or Terraform is too
    /// old.
    Result<> init();
    /// Runs `apply` and reports every resource. conflict: another Terraform holds the state's lock.
    Result<> apply(const std::vector<std::string>& arguments);
    /// The resource addresses in the state; none if there is no state.
    Result<std::vector<std::string>> addresses();
    /// Variables that make any program a client of this region and workspace.
    const std::map<std::string, std::string>& environment() const { return environment_; }

private:
    Terraform(std::string program, std::string directory, std::string home, Progress& progress);
    Result<int> run(
        const std::vector<std::string>& arguments,
        std::function<void(const std::string&)> on_line,
        std::function<void()> on_silence = nullptr
    );
    Result<int> try_init(std::string& said);

    std::string program_;
    std::string directory_;
    std::string home_;
    Progress* progress_;
    std::map<std::string, std::string> environment_;
};

/// The CLI configuration that `init` wrote in this home; empty if there is none or the user has one
/// of their own.
std::string terraform_configuration(const std::string& home);

}  // namespace atlas::cli
