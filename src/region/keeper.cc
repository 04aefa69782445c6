// SPDX-License-Identifier: Apache-2.0
#include "region/keeper.h"

#include <chrono>
#include <csignal>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "linux/error.h"
#include "linux/fd.h"
#include "linux/file_system.h"

namespace atlas::region {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A region that lived longer than this is started again without a delay.
constexpr milliseconds lived_long{5'000};
constexpr milliseconds delay_first{50};
constexpr milliseconds delay_last{5'000};

std::string keep_path(const std::string& home) {
    return home + "/keep";
}

// The file is empty, because an empty file can be made on a full disk.
Result<> begin_keeping(const std::string& home) {
    auto path = keep_path(home);
    linux::Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    if (!file) return linux::last_error("make " + path);
    linux::SystemFileSystem files;
    return files.sync_directory(home);
}

linux::Fd open_pid(int pid) {
    return linux::Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

std::vector<char*> arguments(const std::vector<std::string>& command) {
    std::vector<char*> list;
    for (const auto& word : command)
        list.push_back(const_cast<char*>(word.c_str()));
    list.push_back(nullptr);
    return list;
}

Result<int> start_child(const std::vector<std::string>& command) {
    auto list = arguments(command);
    int pid = ::fork();
    if (pid < 0) return linux::last_error("fork");
    if (pid > 0) return pid;
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execv(list[0], list.data());
    ::_exit(127);
}

linux::Fd block_signals() {
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGTERM);
    ::sigaddset(&set, SIGINT);
    ::sigprocmask(SIG_BLOCK, &set, nullptr);
    return linux::Fd(::signalfd(-1, &set, SFD_CLOEXEC));
}

// True: the region has ended. False: this process got a signal.
bool wait_for(const linux::Fd& process, const linux::Fd& signals) {
    pollfd watched[2] = {{process.number(), POLLIN, 0}, {signals.number(), POLLIN, 0}};
    while (::poll(watched, 2, -1) < 0) {
    }
    return (watched[0].revents & POLLIN) != 0;
}

// True: a signal arrived before the delay had passed.
bool told_to_end(const linux::Fd& signals, milliseconds delay) {
    pollfd watched{signals.number(), POLLIN, 0};
    return ::poll(&watched, 1, static_cast<int>(delay.count())) > 0;
}

void finish(const std::string& home, int pid, const linux::Fd& process) {
    end_keeping(home);
    ::kill(pid, SIGTERM);
    pollfd watched{process.number(), POLLIN, 0};
    while (::poll(&watched, 1, -1) < 0) {
    }
    ::waitpid(pid, nullptr, WNOHANG);
}

/// " with code 6", " by signal 11"; empty if the region is not a child of this process.
std::string how_ended(int waited, int status) {
    if (waited <= 0) return "";
    if (WIFSIGNALED(status)) return " by signal " + std::to_string(WTERMSIG(status));
    return " with code " + std::to_string(WEXITSTATUS(status));
}

/// How long to wait before the next start. The delay doubles while a region ends by itself soon
/// after its start. There is no delay after SIGKILL or a longer life, because clients retry only
/// for a limited time.
class Pace {
public:
    void started() { since_ = steady_clock::now(); }
    milliseconds delay_after(int status) {
        bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
        if (killed || steady_clock::now() - since_ > lived_long) {
            delay_ = delay_first;
            return milliseconds(0);
        }
        return std::exchange(delay_, std::min(delay_ * 2, delay_last));
    }

private:
    steady_clock::time_point since_ = steady_clock::now();
    milliseconds delay_ = delay_first;
};

}  // namespace

int keep_region(const KeeperOptions& options) {
    auto signals = block_signals();
    // An adopting keeper does not make the file: `down` may have removed it in the meantime.
    if (options.adopt == 0) {
        if (auto kept = begin_keeping(options.home); !kept) {
            log::error("keeper", "{}", kept.error().message());
            return 1;
        }
    }
    auto command = options.command;
    command.insert(command.end(), {"--keeper", std::to_string(::getpid())});
    int pid = options.adopt;
    bool first = pid == 0;
    for (Pace pace;;) {
        pace.started();
        if (pid == 0) {
            auto started = start_child(command);
            if (!started) return 1;
            pid = started.value();
        }
        auto process = open_pid(pid);
        if (process && !wait_for(process, signals)) {
            finish(options.home, pid, process);
            return 0;
        }
        int status = 0;
        const int waited = ::waitpid(pid, &status, WNOHANG);
        if (!is_to_run(options.home)) return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
        // If the first start fails, a retry would not help and the exit code is passed on. A region
        // that was running before is started again, for example when a disk has room again.
        int code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
        const bool for_good = code == ended_for_good;
        if ((std::exchange(first, false) && code != 0) || for_good) {
            end_keeping(options.home);
            return for_good ? 1 : code;
        }
        log::warning(
            "keeper",
            "the region (pid {}) has ended{}; starting it again",
            pid,
            how_ended(waited, status)
        );
        pid = 0;
        if (told_to_end(signals, pace.delay_after(status))) end_keeping(options.home);
        if (!is_to_run(options.home)) return 0;
    }
}

void watch_keeper(const std::string& home, int keeper_pid, std::vector<std::string> command) {
    command.insert(command.end(), {"--adopt", std::to_string(::getpid())});
    std::thread([home, keeper_pid, command] {
        for (int pid = keeper_pid;;) {
            auto process = open_pid(pid);
            pollfd watched{process.number(), POLLIN, 0};
            while (process && ::poll(&watched, 1, -1) < 0) {
            }
            if (!is_to_run(home)) return;
            log::warning("region", "the keeper (pid {}) has ended; starting another", pid);
            auto started = start_detached(command, home + "/region.log");
            if (!started) {
                log::error("region", "{}", started.error().message());
                return;
            }
            pid = started.value();
        }
    }).detach();
}

Result<int> start_detached(const std::vector<std::string>& command, const std::string& log) {
    linux::Fd output(::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    if (!output) return linux::last_error("open " + log);
    linux::Fd input(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    auto list = arguments(command);
    int pid = ::fork();
    if (pid < 0) return linux::last_error("fork");
    if (pid > 0) return pid;
    ::setsid();
    ::dup2(input.number(), 0);
    ::dup2(output.number(), 1);
    ::dup2(output.number(), 2);
    ::close_range(3, ~0U, 0);
    ::execv(list[0], list.data());
    ::_exit(127);
}

bool is_to_run(const std::string& home) {
    return ::access(keep_path(home).c_str(), F_OK) == 0;
}

void end_keeping(const std::string& home) {
    ::unlink(keep_path(home).c_str());
}

}  // namespace atlas::region
