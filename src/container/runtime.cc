// SPDX-License-Identifier: Apache-2.0
#include "container/runtime.h"

#include <charconv>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "base/utf8.h"
#include "container/exec_pid_file.h"
#include "container/start_monitor.h"
#include "json/value.h"
#include "linux/error.h"
#include "linux/fd.h"
#include "linux/file_system.h"
#include "linux/process_runner.h"

namespace atlas::container {

namespace {

using namespace std::chrono_literals;

constexpr auto create_timeout = 30s;
constexpr auto command_timeout = 30s;
// conmon starts a new log file at this size; LogTail follows it.
constexpr std::size_t log_bytes_max = 64 << 20;

Result<std::string> find_program(const std::string& name) {
    for (const auto* folder :
         {"/usr/local/sbin/", "/usr/local/bin/", "/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"}) {
        auto path = folder + name;
        if (access(path.c_str(), X_OK) == 0) return path;
    }
    return Error(ErrorCode::unavailable, name + " is not installed");
}

std::optional<int> parse_int(std::string_view text) {
    int number = 0;
    auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec != std::errc()) return std::nullopt;
    return number;
}

Result<int> load_pid(const std::string& path) {
    linux::SystemFileSystem files;
    auto text = ATLAS_TRY(linux::load_file(files, path));
    auto pid = parse_int(text);
    if (!pid) return Error(ErrorCode::io, path + ": not a pid");
    return *pid;
}

/// Reads conmon's report from the sync pipe: {"data": PID}, or {"data": -1, "message": "why"}.
Result<std::string> read_report(int pipe) {
    std::string text;
    auto end = std::chrono::steady_clock::now() + create_timeout;
    for (;;) {
        auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            end - std::chrono::steady_clock::now()
        );
        pollfd polled{pipe, POLLIN, 0};
        int ready = poll(&polled, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
        if (ready < 0 && errno == EINTR) continue;
        if (ready == 0) return Error(ErrorCode::timed_out, "conmon said nothing");
        char buffer[4096];
        auto count = read(pipe, buffer, sizeof buffer);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return text;
        text.append(buffer, static_cast<std::size_t>(count));
        if (text.ends_with('\n')) return text;
    }
}

Result<int> parse_report(const std::string& text, const std::string& bundle) {
    auto report = json::parse(text);
    const auto* pid = report ? report.value().find("data") : nullptr;
    if (pid && pid->as_int() && *pid->as_int() > 0) return static_cast<int>(*pid->as_int());
    const auto* message = report ? report.value().find("message") : nullptr;
    if (message && message->as_string()) return Error(ErrorCode::io, *message->as_string());
    linux::SystemFileSystem files;
    auto log = linux::load_file(files, bundle + "/monitor.log");
    return Error(ErrorCode::io, "conmon: " + (log ? repair_utf8(log.value()) : "said nothing"));
}

}  // namespace

Result<Runtime> Runtime::open(Places places) {
    linux::SystemFileSystem files;
    ATLAS_TRY(files.make_directories(places.state));
    ATLAS_TRY(files.make_directories(places.exits));
    Runtime made;
    made.runc_ = ATLAS_TRY(find_program("runc"));
    made.conmon_ = ATLAS_TRY(find_program("conmon"));
    made.places_ = std::move(places);
    return made;
}

Result<ContainerProcesses> Runtime::create(
    const std::string& id,
    const std::string& bundle,
    const std::string& log,
    const std::vector<int>& sockets
) const {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return linux::last_error("pipe");
    linux::Fd report(ends[0]);
    linux::Fd sync(ends[1]);
    MonitorCommand command;
    command.args = {
        conmon_,
        "--api-version",
        "1",
        "--full-attach",
        "-c",
        id,
        "-u",
        id,
        "-r",
        runc_,
        "--runtime-arg=--root=" + places_.state,
        "-b",
        bundle,
        "-p",
        bundle + "/pid",
        "-P",
        bundle + "/monitor.pid",
        "-l",
        "k8s-file:" + log,
        "--log-size-max",
        std::to_string(log_bytes_max),
        "--exit-dir",
        places_.exits,
        "--no-sync-log",
    };
    if (!sockets.empty()) {
        command.args.push_back("--runtime-opt=--preserve-fds=" + std::to_string(sockets.size()));
    }
    command.inherited = sockets;
    command.inherited.push_back(sync.number());
    command.environment = {"_OCI_SYNCPIPE=" + std::to_string(3 + sockets.size())};
    command.directory = bundle;
    command.output_path = bundle + "/monitor.log";
    ATLAS_TRY(start_monitor(command));
    sync.close();
    auto text = ATLAS_TRY(read_report(report.number()));
    auto pid = ATLAS_TRY(parse_report(text, bundle));
    auto container = ATLAS_TRY(read_process(pid).during("the created container"));
    auto monitor_pid = ATLAS_TRY(load_pid(bundle + "/monitor.pid"));
    auto monitor = ATLAS_TRY(read_process(monitor_pid));
    return ContainerProcesses{container, monitor};
}

Result<> Runtime::run_runc(std::vector<std::string> args) const {
    linux::Command command;
    command.args = {runc_, "--root", places_.state};
    command.args.insert(command.args.end(), args.begin(), args.end());
    command.timeout = command_timeout;
    ATLAS_TRY(linux::SystemProcessRunner().run_well(command));
    return {};
}

Result<> Runtime::start(const std::string& id) const {
    return run_runc({"start", id});
}

Result<int> Runtime::exec(
    const std::string& id,
    const Cgroup& group,
    const std::vector<std::string>& args,
    std::chrono::milliseconds timeout
) const {
    auto pid_file = ATLAS_TRY(ExecPidFile::make(places_.state, id));
    linux::Command command;
    command.args = {runc_, "--root", places_.state, "exec", "--pid-file", pid_file.path(), id};
    command.args.insert(command.args.end(), args.begin(), args.end());
    command.timeout = timeout;
    // A task can write any amount of output.
    command.keep_output = false;
    auto finished = linux::SystemProcessRunner().run(command);
    // The timeout killed runc but not the process it started inside.
    if (!finished) pid_file.kill_noted(group);
    return ATLAS_TRY(std::move(finished)).code;
}

Result<> Runtime::remove(const std::string& id) const {
    ExecPidFile::remove_all(places_.state, id);
    if (access((places_.state + "/" + id).c_str(), F_OK) != 0) return {};
    return run_runc({"delete", "--force", id});
}

Result<std::vector<std::string>> Runtime::list() const {
    linux::SystemFileSystem files;
    auto names = ATLAS_TRY(files.list(places_.state));
    std::erase_if(names, ExecPidFile::is_name);
    return names;
}

std::optional<int> Runtime::read_exit_code(const std::string& id) const {
    linux::SystemFileSystem files;
    auto text = linux::load_file(files, places_.exits + "/" + id);
    if (!text) return std::nullopt;
    return parse_int(text.value());
}

void Runtime::remove_exit_file(const std::string& id) const {
    unlink((places_.exits + "/" + id).c_str());
}

}  // namespace atlas::container
