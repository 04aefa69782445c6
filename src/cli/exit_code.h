// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace atlas::cli {

/// Exit codes of `atlas`, documented in docs/cli.md.
enum ExitCode : int {
    ok = 0,
    failed = 1,
    usage = 2,
    not_running = 3,
    timed_out = 4,
    unhealthy = 5,
    in_conflict = 6,
    missing_prerequisite = 7,
    interrupted = 130,
};

}  // namespace atlas::cli
