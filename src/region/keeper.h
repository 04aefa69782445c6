// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/executor.h"
#include "base/result.h"

/// The keeper is a small process that restarts the region when it dies; the region restarts the
/// keeper. Each watches the other by pidfd. The file `keep` in the home says whether the region
/// should run at all:
///
///     keeper ── starts, watches ──► region    kill -9 region: the keeper starts it again
///       ▲                              │
///       └── starts again, watches ─────┘      kill -9 keeper: the region starts one that adopts it
namespace atlas::region {

/// What a keeper keeps running.
struct KeeperOptions {
    std::string home;
    std::vector<std::string>
        command;    // of the region: program and arguments; "--keeper PID" is added
    int adopt = 0;  // the pid of a region that runs already, or 0
};

/// Exit code of a region that cannot start until somebody repairs its home. The keeper then gives
/// up.
constexpr int ended_for_good = 65;

/// Keeps a region running until its `keep` file is gone or this process gets SIGTERM or SIGINT,
/// which also ends the region. Blocks; returns the exit code. The process does nothing else.
int keep_region(const KeeperOptions& options);

/// Called by the region: watches the keeper on a thread of its own and starts a new one when it
/// dies. `command` starts a keeper; "--adopt PID" is added. The thread ends when the `keep` file is
/// gone.
void watch_keeper(const std::string& home, int keeper_pid, std::vector<std::string> command);

/// Starts a program in a new session with its output appended to the file `log`; returns its pid.
Result<int> start_detached(const std::vector<std::string>& command, const std::string& log);

/// Whether the `keep` file exists.
bool is_to_run(const std::string& home);
/// Removes the `keep` file, so that the keeper does not start the region again.
void end_keeping(const std::string& home);

}  // namespace atlas::region
