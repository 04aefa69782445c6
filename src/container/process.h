// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/result.h"
#include "linux/fd.h"

namespace atlas::container {

/// Identifies a process uniquely, even after its pid is reused: a pid together with its start time
/// in clock ticks since boot (field 22 of /proc/PID/stat).
struct Process {
    int pid = 0;
    std::int64_t start_ticks = 0;
};

/// The process that has this pid. not_found: there is none, or it is a zombie.
Result<Process> read_process(int pid);
/// Opens a pidfd, which becomes readable when the process ends. not_found: the process has ended,
/// also if another process has its pid.
Result<linux::Fd> open_process(const Process& process);
/// Sends a signal through the pidfd, so that it can never hit another process. not_found: it has
/// ended.
Result<> send_signal(const linux::Fd& process, int number);
/// Waits for its end. timed_out: it still runs.
Result<> wait_for_end(const linux::Fd& process, int timeout_ms);
/// Copies the process's descriptor `number` into this process (pidfd_getfd).
Result<linux::Fd> copy_descriptor(const linux::Fd& process, int number);

}  // namespace atlas::container
