// SPDX-License-Identifier: Apache-2.0
#include "container/start_monitor.h"

#include <csignal>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "linux/error.h"
#include "linux/fd.h"

namespace atlas::container {

namespace {

constexpr const char* search_path =
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

std::vector<char*> pointers(const std::vector<std::string>& list) {
    std::vector<char*> made;
    for (const auto& text : list)
        made.push_back(const_cast<char*>(text.c_str()));
    made.push_back(nullptr);
    return made;
}

/// The child's side of fork: only async-signal-safe calls.
[[noreturn]] void become(
    int parent,
    char* const* args,
    char* const* environment,
    const char* directory,
    int output,
    std::vector<int>& inherited
) {
    // Until conmon has daemonized and can be found by its command line, it must not outlive its
    // parent.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    signal(SIGPIPE, SIG_DFL);
    setsid();
    // First duplicate above all targets, so that no dup2 overwrites a descriptor still needed.
    int floor = static_cast<int>(inherited.size()) + 8;
    output = fcntl(output, F_DUPFD, floor);
    for (auto& number : inherited)
        number = fcntl(number, F_DUPFD, floor);
    int null = open("/dev/null", O_RDWR);
    if (null < 0 || output < 0 || chdir(directory) != 0) _exit(127);
    dup2(null, 0);
    dup2(output, 1);
    dup2(output, 2);
    int target = 3;
    for (int number : inherited) {
        if (dup2(number, target++) < 0) _exit(127);
    }
    close_range(static_cast<unsigned>(target), ~0U, 0);
    execve(args[0], args, environment);
    _exit(127);
}

}  // namespace

Result<> start_monitor(const MonitorCommand& command) {
    auto environment = command.environment;
    environment.emplace_back(search_path);
    auto args = pointers(command.args);
    auto variables = pointers(environment);
    auto inherited = command.inherited;
    linux::Fd output(
        open(command.output_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)
    );
    if (!output) return linux::last_error("open " + command.output_path);
    int own = getpid();
    int pid = fork();
    if (pid < 0) return linux::last_error("fork");
    if (pid == 0) {
        const auto* directory = command.directory.c_str();
        become(own, args.data(), variables.data(), directory, output.number(), inherited);
    }
    int status = 0;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) return linux::last_error("waitpid");
    }
    if (status == 0) return {};
    return Error(ErrorCode::io, command.args[0] + " could not be started");
}

}  // namespace atlas::container
