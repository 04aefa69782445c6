// SPDX-License-Identifier: Apache-2.0
#include "container/exec_pid_file.h"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdlib>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "container/process.h"
#include "linux/error.h"
#include "linux/fd.h"
#include "linux/file_system.h"

namespace atlas::container {

namespace {

constexpr std::string_view suffix = ".exec";

/// runc writes the draft ".NAME" and renames it.
std::string draft_of(const std::string& path) {
    auto name = path.rfind('/') + 1;
    return path.substr(0, name) + "." + path.substr(name);
}

}  // namespace

Result<ExecPidFile> ExecPidFile::make(const std::string& folder, const std::string& id) {
    auto path = folder + "/" + id + ".XXXXXX" + std::string(suffix);
    linux::Fd file(mkostemps(path.data(), suffix.size(), O_CLOEXEC));
    if (!file) return linux::last_error("make " + path);
    return ExecPidFile(std::move(path));
}

ExecPidFile::~ExecPidFile() {
    if (path_.empty()) return;
    unlink(path_.c_str());
    unlink(draft_of(path_).c_str());
}

void ExecPidFile::kill_noted(const Cgroup& group) const {
    linux::SystemFileSystem files;
    auto text = linux::load_file(files, path_);
    int pid = 0;
    if (text) std::from_chars(text.value().data(), text.value().data() + text.value().size(), pid);
    if (pid <= 0) return;
    linux::Fd process(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
    if (!process) return;
    // Read after the pidfd was opened: if the pid is another process's by now, this shows whose.
    auto members = group.read_processes();
    if (std::ranges::find(members, pid) == members.end()) return;
    (void)send_signal(process, SIGKILL);
}

bool ExecPidFile::is_name(std::string_view name) {
    return name.ends_with(suffix);
}

void ExecPidFile::remove_all(const std::string& folder, const std::string& id) {
    linux::SystemFileSystem files;
    auto names = files.list(folder);
    if (!names) return;
    for (const auto& name : names.value()) {
        if (!is_name(name)) continue;
        if (name.starts_with(id + ".") || name.starts_with("." + id + "."))
            unlink((folder + "/" + name).c_str());
    }
}

}  // namespace atlas::container
