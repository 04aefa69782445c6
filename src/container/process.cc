// SPDX-License-Identifier: Apache-2.0
#include "container/process.h"

#include <charconv>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "linux/error.h"

namespace atlas::container {

Result<Process> read_process(int pid) {
    auto path = "/proc/" + std::to_string(pid) + "/stat";
    linux::Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return linux::last_error("open " + path);
    char buffer[1024];
    auto count = read(file.number(), buffer, sizeof buffer);
    if (count <= 0) return Error(ErrorCode::not_found, path + ": the process has ended");
    std::string_view text(buffer, static_cast<std::size_t>(count));
    // The name in parentheses may contain anything, so fields are counted from the last
    // parenthesis.
    auto name_end = text.rfind(')');
    if (name_end == text.npos || name_end + 2 >= text.size())
        return Error(ErrorCode::io, path + ": not understood");
    text.remove_prefix(name_end + 2);
    if (text.starts_with('Z') || text.starts_with('X'))
        return Error(ErrorCode::not_found, path + ": the process has ended");
    for (int field = 3; field < 22; ++field) {
        auto space = text.find(' ');
        if (space == text.npos) return Error(ErrorCode::io, path + ": not understood");
        text.remove_prefix(space + 1);
    }
    Process process{pid, 0};
    auto parsed = std::from_chars(text.data(), text.data() + text.size(), process.start_ticks);
    if (parsed.ec != std::errc()) return Error(ErrorCode::io, path + ": not understood");
    return process;
}

Result<linux::Fd> open_process(const Process& process) {
    linux::Fd fd(static_cast<int>(syscall(SYS_pidfd_open, process.pid, 0)));
    if (!fd) return Error(ErrorCode::not_found, "the process has ended");
    // Read after the pidfd was opened: the pidfd cannot refer to a later process with this pid.
    auto now = ATLAS_TRY(read_process(process.pid));
    if (now.start_ticks != process.start_ticks)
        return Error(ErrorCode::not_found, "the pid is another process's by now");
    return fd;
}

Result<> send_signal(const linux::Fd& process, int number) {
    if (syscall(SYS_pidfd_send_signal, process.number(), number, nullptr, 0) == 0) return {};
    if (errno == ESRCH) return Error(ErrorCode::not_found, "the process has ended");
    return linux::last_error("pidfd_send_signal");
}

Result<> wait_for_end(const linux::Fd& process, int timeout_ms) {
    pollfd polled{process.number(), POLLIN, 0};
    int ready = 0;
    do
        ready = poll(&polled, 1, timeout_ms);
    while (ready < 0 && errno == EINTR);
    if (ready > 0) return {};
    return Error(ErrorCode::timed_out, "the process still runs");
}

Result<linux::Fd> copy_descriptor(const linux::Fd& process, int number) {
    linux::Fd fd(static_cast<int>(syscall(SYS_pidfd_getfd, process.number(), number, 0)));
    if (!fd) return linux::last_error("pidfd_getfd");
    return fd;
}

}  // namespace atlas::container
