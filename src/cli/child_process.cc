// SPDX-License-Identifier: Apache-2.0
#include "cli/child_process.h"

#include <cstdlib>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "linux/error.h"
#include "linux/fd.h"

namespace atlas::cli {
namespace {

volatile sig_atomic_t interrupts = 0;

extern "C" void note_interrupt(int) {
    constexpr char first[] = "\natlas: stopping after what is under way; once more to stop now\n";
    interrupts = interrupts + 1;
    if (interrupts > 1) ::_exit(130);
    [[maybe_unused]] auto written = ::write(STDERR_FILENO, first, sizeof(first) - 1);
}

void become(const ChildProcess& child, int output) {
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

void read_lines(int input, const std::function<void(const std::string&)>& on_line) {
    std::string pending;
    char buffer[8192];
    for (;;) {
        auto count = ::read(input, buffer, sizeof(buffer));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        pending.append(buffer, static_cast<std::size_t>(count));
        std::size_t begin = 0;
        for (auto end = pending.find('\n'); end != std::string::npos;
             end = pending.find('\n', begin)) {
            if (on_line) on_line(pending.substr(begin, end - begin));
            begin = end + 1;
        }
        pending.erase(0, begin);
    }
    if (!pending.empty() && on_line) on_line(pending);
}

}  // namespace

Result<int> run_child(const ChildProcess& child) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) < 0) return linux::last_error("pipe");
    linux::Fd input(ends[0]);
    linux::Fd output(ends[1]);
    int pid = ::fork();
    if (pid < 0) return linux::last_error("fork");
    if (pid == 0) become(child, output.number());
    output.close();
    read_lines(input.number(), child.on_line);
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void note_interrupts() {
    struct sigaction action{};
    action.sa_handler = note_interrupt;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

bool was_interrupted() {
    return interrupts > 0;
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
