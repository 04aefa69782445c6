// SPDX-License-Identifier: Apache-2.0
#include "linux/process_runner.h"

#include <cerrno>
#include <csignal>

#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "linux/error.h"
#include "linux/fd.h"
#include "linux/namespace.h"

namespace atlas::linux {
namespace {

/// The child's three descriptors are files in memory: no pipe can fill up, and a daemon that keeps
/// one open keeps nobody waiting.
Result<Fd> open_buffer(std::string_view bytes) {
    Fd buffer(::memfd_create("process", MFD_CLOEXEC));
    if (!buffer) return last_error("memfd_create");
    while (!bytes.empty()) {
        auto written = ::write(buffer.number(), bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) return last_error("write a program's input");
        if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::lseek(buffer.number(), 0, SEEK_SET) < 0) return last_error("lseek");
    return buffer;
}

Result<std::string> read_buffer(const Fd& buffer) {
    std::string bytes;
    char part[4096];
    while (true) {
        auto got = ::pread(
            buffer.number(), static_cast<char*>(part), sizeof part, static_cast<off_t>(bytes.size())
        );
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return last_error("read a program's output");
        if (got == 0) return bytes;
        bytes.append(static_cast<const char*>(part), static_cast<std::size_t>(got));
    }
}

struct Buffers {
    Fd input;
    Fd output;
    Fd error_output;
};

Result<int> spawn(const Command& command, const Buffers& buffers) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_adddup2(&actions, buffers.input.number(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, buffers.output.number(), STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, buffers.error_output.number(), STDERR_FILENO);
    ::posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    sigset_t none;
    sigset_t all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    std::vector<char*> args;
    args.reserve(command.args.size() + 1);
    for (const auto& arg : command.args)
        args.push_back(const_cast<char*>(arg.c_str()));
    args.push_back(nullptr);
    pid_t pid = 0;
    int failed = ::posix_spawnp(&pid, args[0], &actions, &attributes, args.data(), environ);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) return error_of(failed, "start " + command.args.front());
    return pid;
}

/// Waits for the end of a child; kills it when its time is over.
Result<int> wait_for(int pid, const Command& command) {
    Fd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (!process) return last_error("pidfd_open");
    pollfd ended{process.number(), POLLIN, 0};
    auto deadline = std::chrono::steady_clock::now() + command.timeout;
    int seen = 0;
    do {
        auto left = std::chrono::ceil<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now()
        );
        seen = ::poll(&ended, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    } while (seen < 0 && errno == EINTR);
    if (seen == 0) ::kill(pid, SIGKILL);
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) return last_error("waitpid");
    }
    if (seen == 0) return Error(ErrorCode::timed_out, command.args.front() + ": took too long");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Result<Finished> SystemProcessRunner::run(const Command& command) {
    Buffers buffers;
    buffers.input = ATLAS_TRY(open_buffer(command.input));
    buffers.output = ATLAS_TRY(open_buffer({}));
    buffers.error_output = ATLAS_TRY(open_buffer({}));
    auto started =
        command.network_namespace < 0
            ? spawn(command, buffers)
            : in_namespace<int>(command.network_namespace, [&] { return spawn(command, buffers); });
    int pid = ATLAS_TRY(std::move(started));
    Finished finished;
    finished.code = ATLAS_TRY(wait_for(pid, command));
    finished.output = ATLAS_TRY(read_buffer(buffers.output));
    finished.error_output = ATLAS_TRY(read_buffer(buffers.error_output));
    return finished;
}

Result<std::string> ProcessRunner::run_well(const Command& command) {
    auto finished = ATLAS_TRY(run(command));
    if (finished.code == 0) return std::move(finished.output);
    auto said = finished.error_output.substr(0, 2000);
    while (said.ends_with('\n'))
        said.pop_back();
    return Error(
        ErrorCode::io,
        command.args.front() + " ended with " + std::to_string(finished.code) + ": " + said
    );
}

}  // namespace atlas::linux
