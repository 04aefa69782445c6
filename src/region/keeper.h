// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/executor.h"
#include "base/result.h"

/// Region and keeper watch each other by pidfd; each restarts the other. Whether a region is to run
/// at all says the file `keep` in its home:
///
///     keeper ── starts, watches ──► region      kill -9 region: the keeper starts it again
///       ▲                              │
///       └── starts again, watches ─────┘        kill -9 keeper: the region starts one that adopts
///       it
namespace atlas::region {

struct KeeperOptions {
    std::string home;
    std::vector<std::string>
        command;    // of the region: program and arguments; "--keeper PID" is added
    int adopt = 0;  // the pid of a region that runs already, or 0
};

/// With which a region ends that would never start: its home is damaged.
constexpr int ended_for_good = 65;

/// Keeps a region running until its `keep` file is gone or this process gets SIGTERM or SIGINT,
/// which ends the region too. Blocks; the process does nothing else. Answers the exit code.
int keep_region(const KeeperOptions& options);

/// In the region: watches the keeper and starts another when it dies. `command` is that of the
/// keeper;
/// "--adopt PID" is added. A thread of its own until the process ends.
void watch_keeper(const std::string& home, int keeper_pid, std::vector<std::string> command);

/// Starts a program in a session of its own, its output appended to `log`; answers its pid.
Result<int> start_detached(const std::vector<std::string>& command, const std::string& log);

bool is_to_run(const std::string& home);
void end_keeping(const std::string& home);

}  // namespace atlas::region
