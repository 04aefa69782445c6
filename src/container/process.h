// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/result.h"
#include "linux/fd.h"

namespace atlas::container {

/// One process for ever: a pid alone is used again, a pid with its start time (clock ticks since
/// boot, field 22 of /proc/PID/stat) is not.
struct Process {
    int pid = 0;
    std::int64_t start_ticks = 0;
};

/// The process that has this pid now. not_found when there is none or it is a zombie.
Result<Process> read_process(int pid);
/// A descriptor that becomes readable when the process ends. not_found when that process has ended
/// already, also where its pid is another's by now.
Result<linux::Fd> open_process(const Process& process);
/// Sends by descriptor, so that never another process is hit. not_found when it has ended.
Result<> send_signal(const linux::Fd& process, int number);
/// Waits for its end; timed_out.
Result<> wait_for_end(const linux::Fd& process, int timeout_ms);
/// The process's descriptor `number`, copied here (pidfd_getfd).
Result<linux::Fd> copy_descriptor(const linux::Fd& process, int number);

}  // namespace atlas::container
