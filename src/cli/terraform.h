// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/progress.h"

namespace atlas::cli {

/// Stock Terraform or OpenTofu, run in the folder of one root against one region.
class Terraform {
public:
    /// The program's name as it is on PATH, or empty.
    static std::string program();
    /// The region must have been started: its credentials are read. not_found: no program.
    static Result<Terraform> find(
        const std::string& directory, const std::string& home, Progress& progress
    );

    /// `init`, with the user's own CLI configuration. Where that has none and the registry cannot
    /// be reached, a mirror on this machine is used, through a CLI configuration in the home.
    /// not_found: no provider is to be had, with the ways to get it, or Terraform is too old.
    Result<> init();
    /// `apply` with a note for every resource. conflict: another Terraform works on this state.
    Result<> apply(const std::vector<std::string>& arguments);
    /// The addresses in the state; none where there is no state.
    Result<std::vector<std::string>> addresses();
    /// What makes any program a client of this region and of this workspace.
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

/// The CLI configuration that `init` wrote in this home; empty where there is none, or where the
/// user has one of their own by now.
std::string terraform_configuration(const std::string& home);

}  // namespace atlas::cli
