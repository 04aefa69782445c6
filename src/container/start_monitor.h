// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace atlas::container {

/// A program that daemonizes itself and keeps descriptors (conmon). Use linux::ProcessRunner for
/// other programs.
struct MonitorCommand {
    std::vector<std::string> args;         // args[0] is an absolute path
    std::vector<std::string> environment;  // KEY=VALUE; PATH is added
    std::vector<int> inherited;            // become 3, 4, …; the caller keeps its copies
    std::string directory;                 // working directory: conmon writes a file "oom" there
    std::string output_path;               // stdout and stderr are appended to this file
};

/// Starts the program in a new session, with no other descriptors of this process and no blocked
/// signals, and waits until its first process has exited; the daemon continues. io: that process
/// failed. Blocking; any thread.
Result<> start_monitor(const MonitorCommand& command);

}  // namespace atlas::container
