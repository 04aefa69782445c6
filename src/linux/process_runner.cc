// SPDX-License-Identifier: Apache-2.0
#include "linux/process_runner.h"

#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/utf8.h"
#include "linux/error.h"
#include "linux/fd.h"
#include "linux/namespace.h"

namespace atlas::linux {
namespace {

/// The input as a file in memory. A pipe would fill up if the program did not read it.
Result<Fd> open_input(std::string_view bytes) {
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

/// Stdout or stderr of a program: /dev/null, or a pipe that is read while the program runs, so that
/// it does not fill up, and up to the limit.
class Output {
public:
    Result<> open(const Command& command) {
        bytes_max_ = command.output_bytes_max;
        if (!command.keep_output) {
            writer_ = Fd(::open("/dev/null", O_WRONLY | O_CLOEXEC));
            return writer_ ? Result<>() : last_error("open /dev/null");
        }
        int ends[2];
        if (::pipe2(static_cast<int*>(ends), O_CLOEXEC) != 0) return last_error("pipe");
        reader_ = Fd(ends[0]);
        writer_ = Fd(ends[1]);
        return {};
    }
    const Fd& writer() const { return writer_; }
    void close_writer() { writer_.close(); }
    pollfd polled() const { return {reader_.number(), POLLIN, 0}; }
    /// Reads only what the pipe holds at this moment: a process that was left in the background may
    /// write forever. exhausted: more than the limit.
    Result<> take(short seen) {
        int there = 0;
        if (!reader_ || ::ioctl(reader_.number(), FIONREAD, &there) != 0) return {};
        if (there == 0) {
            if ((seen & POLLHUP) != 0) reader_.close();
            return {};
        }
        const auto before = bytes_.size();
        bytes_.resize(before + std::min(static_cast<std::size_t>(there), bytes_max_ + 1 - before));
        auto got = ::read(reader_.number(), bytes_.data() + before, bytes_.size() - before);
        if (got < 0 && errno != EINTR) return last_error("read a program's output");
        bytes_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (bytes_.size() <= bytes_max_) return {};
        return Error(
            ErrorCode::exhausted, "more output than " + std::to_string(bytes_max_) + " bytes"
        );
    }
    std::string take_bytes() { return std::move(bytes_); }

private:
    Fd reader_;
    Fd writer_;
    std::string bytes_;
    std::size_t bytes_max_ = 0;
};

struct Streams {
    Fd input;
    Output output;
    Output error_output;
};

Result<int> spawn(const Command& command, const Streams& streams) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_adddup2(&actions, streams.input.number(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, streams.output.writer().number(), STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(
        &actions, streams.error_output.writer().number(), STDERR_FILENO
    );
    ::posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    // Our signal mask and ignored signals would otherwise be inherited.
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

/// Waits until the child has ended and reads its output meanwhile. On an error the caller kills it.
Result<> follow(const Fd& process, const Command& command, Streams& streams) {
    auto deadline = std::chrono::steady_clock::now() + command.timeout;
    for (;;) {
        auto left = std::chrono::ceil<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now()
        );
        pollfd polled[] = {
            {process.number(), POLLIN, 0}, streams.output.polled(), streams.error_output.polled()
        };
        int seen = ::poll(
            static_cast<pollfd*>(polled),
            3,
            static_cast<int>(std::max<std::int64_t>(left.count(), 0))
        );
        if (seen < 0 && errno == EINTR) continue;
        if (seen < 0) return last_error("poll");
        if (seen == 0) return Error(ErrorCode::timed_out, "took too long");
        const bool ended = polled[0].revents != 0;
        if (ended || polled[1].revents != 0) ATLAS_TRY(streams.output.take(polled[1].revents));
        if (ended || polled[2].revents != 0)
            ATLAS_TRY(streams.error_output.take(polled[2].revents));
        if (ended) return {};
    }
}

Result<int> wait_for(int pid, const Command& command, Streams& streams) {
    // One poll can wait for a pidfd and for the output.
    Fd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    auto followed = process ? follow(process, command, streams) : last_error("pidfd_open");
    if (!followed) ::kill(pid, SIGKILL);
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) return last_error("waitpid");
    }
    ATLAS_TRY(std::move(followed).during(command.args.front()));
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

Result<Finished> SystemProcessRunner::run(const Command& command) {
    Streams streams;
    streams.input = ATLAS_TRY(open_input(command.input));
    ATLAS_TRY(streams.output.open(command));
    ATLAS_TRY(streams.error_output.open(command));
    auto started =
        command.network_namespace < 0
            ? spawn(command, streams)
            : in_namespace<int>(command.network_namespace, [&] { return spawn(command, streams); });
    int pid = ATLAS_TRY(std::move(started));
    // Without our own ends, the pipes report the end of the program's output.
    streams.output.close_writer();
    streams.error_output.close_writer();
    Finished finished;
    finished.code = ATLAS_TRY(wait_for(pid, command, streams));
    finished.output = streams.output.take_bytes();
    finished.error_output = streams.error_output.take_bytes();
    // It becomes part of errors, stored rows and API responses, which must be UTF-8.
    if (!is_utf8(finished.error_output)) finished.error_output = repair_utf8(finished.error_output);
    return finished;
}

Result<std::string> ProcessRunner::run_well(const Command& command) {
    auto finished = ATLAS_TRY(run(command));
    if (finished.code == 0) return std::move(finished.output);
    auto said = finished.error_output.substr(0, cut_utf8(finished.error_output, 2000));
    while (said.ends_with('\n'))
        said.pop_back();
    return Error(
        ErrorCode::io,
        command.args.front() + " ended with " + std::to_string(finished.code) + ": " + said
    );
}

}  // namespace atlas::linux
