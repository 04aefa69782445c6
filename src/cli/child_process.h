// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace atlas::cli {

/// A program that takes a while, whose output is followed as it comes.
struct ChildProcess {
    std::vector<std::string> args;  // the first is looked up on PATH
    std::map<std::string, std::string>
        environment;  // added to our own; an empty value takes the name away
    std::string directory;
    /// Each line of stdout and stderr, without its newline.
    std::function<void(const std::string& line)> on_line;
    /// Once a second while nothing is said.
    std::function<void()> on_silence;
};

/// Runs it to its end; its exit code, or 128 + signal. It has no input and a process group of its
/// own, so that it gets each interrupt once, from us (cli/interrupts.h); when we are killed, it is
/// interrupted too.
Result<int> run_child(const ChildProcess& child);

/// Whether a program of that name is on PATH.
bool is_on_path(const std::string& program);

}  // namespace atlas::cli
