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
};

/// Runs it to its end; its exit code, or 128 + signal. It shares our terminal, so Ctrl-C reaches it
/// too; ours is noted (`was_interrupted`) while it ends by itself.
Result<int> run_child(const ChildProcess& child);

/// From now on SIGINT and SIGTERM are noted instead of ending us at once; a second one does end us.
void note_interrupts();
bool was_interrupted();

/// Whether a program of that name is on PATH.
bool is_on_path(const std::string& program);

}  // namespace atlas::cli
