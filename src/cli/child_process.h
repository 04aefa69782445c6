// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace atlas::cli {

/// A long-running program whose output is followed line by line.
struct ChildProcess {
    std::vector<std::string> args;  // the first one is looked up on PATH
    std::map<std::string, std::string>
        environment;  // added to our own; an empty value unsets the variable
    std::string directory;
    /// Called with each line of stdout and stderr, without its newline.
    std::function<void(const std::string& line)> on_line;
    /// Called once a second while there is no output.
    std::function<void()> on_silence;
};

/// Runs the program to its end; returns its exit code, or 128 + signal. It has no input. It has a
/// process group of its own, so it gets each interrupt once, from this process (cli/interrupts.h).
/// It gets SIGINT if this process is killed.
Result<int> run_child(const ChildProcess& child);

/// Whether a program of that name is on PATH.
bool is_on_path(const std::string& program);

}  // namespace atlas::cli
