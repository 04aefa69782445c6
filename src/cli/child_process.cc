// SPDX-License-Identifier: Apache-2.0
#include "cli/child_process.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/interrupts.h"
#include "linux/error.h"
#include "linux/fd.h"

namespace atlas::cli {
namespace {

constexpr int silence_ms = 1000;

void become(const ChildProcess& child, int output, int parent) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGINT);
    if (::getppid() != parent) ::_exit(126);
    if (int nothing = ::open("/dev/null", O_RDONLY); nothing >= 0) ::dup2(nothing, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    if (!child.directory.empty() && ::chdir(child.directory.c_str()) != 0) ::_exit(126);
    for (const auto& [name, value] : child.environment) {
        value.empty() ? ::unsetenv(name.c_str()) : ::setenv(name.c_str(), value.c_str(), 1);
    }
    std::vector<char*> arguments;
    for (const auto& word : child.args)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
}

// Passes the complete lines of `pending` on and leaves the rest in it.
void take_lines(std::string& pending, const std::function<void(const std::string&)>& on_line) {
    std::size_t begin = 0;
    for (auto end = pending.find('\n'); end != std::string::npos; end = pending.find('\n', begin)) {
        if (on_line) on_line(pending.substr(begin, end - begin));
        begin = end + 1;
    }
    pending.erase(0, begin);
}

void follow(int input, const ChildProcess& child) {
    std::string pending;
    char buffer[8192];
    for (;;) {
        pollfd watched{input, POLLIN, 0};
        int ready = ::poll(&watched, 1, silence_ms);
        if (ready == 0 && child.on_silence) child.on_silence();
        if (ready <= 0) continue;
        auto count = ::read(input, buffer, sizeof(buffer));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        pending.append(buffer, static_cast<std::size_t>(count));
        take_lines(pending, child.on_line);
    }
    if (!pending.empty() && child.on_line) child.on_line(pending);
}

}  // namespace

Result<int> run_child(const ChildProcess& child) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) < 0) return linux::last_error("pipe");
    linux::Fd input(ends[0]);
    linux::Fd output(ends[1]);
    int parent = ::getpid();
    int pid = ::fork();
    if (pid < 0) return linux::last_error("fork");
    if (pid == 0) become(child, output.number(), parent);
    ::setpgid(pid, pid);
    pass_interrupts_to(pid);
    output.close();
    follow(input.number(), child);
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    pass_interrupts_to(0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool is_on_path(const std::string& program) {
    const char* path = std::getenv("PATH");
    std::string_view rest = path ? path : "";
    while (!rest.empty()) {
        auto folder = rest.substr(0, rest.find(':'));
        rest.remove_prefix(std::min(rest.size(), folder.size() + 1));
        if (::access((std::string(folder) + "/" + program).c_str(), X_OK) == 0) return true;
    }
    return false;
}

}  // namespace atlas::cli
