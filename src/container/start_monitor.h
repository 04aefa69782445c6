// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace atlas::container {

/// A program that goes to the background by itself and keeps descriptors (conmon); for any other
/// use linux::ProcessRunner.
struct MonitorCommand {
    std::vector<std::string> args;         // args[0] is an absolute path
    std::vector<std::string> environment;  // KEY=VALUE; PATH is added
    std::vector<int> inherited;            // become 3, 4, …; the caller keeps its own
    std::string directory;                 // to work in: conmon leaves a file "oom" there
    std::string output_path;               // stdout and stderr are added to this file
};

/// Starts it with no other descriptor of ours, no signal mask, in a session of its own, and waits
/// until its first process has ended: the background one goes on. io: it ended with another code
/// than 0. Blocking; any thread.
Result<> start_monitor(const MonitorCommand& command);

}  // namespace atlas::container
