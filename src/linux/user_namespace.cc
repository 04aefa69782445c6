// SPDX-License-Identifier: Apache-2.0
#include "linux/user_namespace.h"

#include <cerrno>
#include <csignal>
#include <string>

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "linux/error.h"

namespace atlas::linux {

namespace {

/// Becomes the first user of the range but keeps every capability, since some machines permit a new
/// user namespace only to privileged processes. It uses raw system calls: the wrappers of the C
/// library change all threads of the process by signals.
bool become_owner(std::uint32_t first) {
    if (prctl(PR_SET_KEEPCAPS, 1) != 0) return false;
    if (syscall(SYS_setgroups, 0, nullptr) != 0) return false;
    if (syscall(SYS_setresgid, first, first, first) != 0) return false;
    if (syscall(SYS_setresuid, first, first, first) != 0) return false;
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct held[2]{};
    if (syscall(SYS_capget, &header, held) != 0) return false;
    for (auto& each : held)
        each.effective = each.permitted;
    return syscall(SYS_capset, &header, held) == 0;
}

bool tell(int pipe) {
    return write(pipe, "x", 1) == 1;
}

bool hear(int pipe) {
    char byte = 0;
    for (;;) {
        auto count = read(pipe, &byte, 1);
        if (count < 0 && errno == EINTR) continue;
        return count == 1;
    }
}

/// The child of the fork. It creates the user namespace, waits until the parent has written its id
/// maps, creates the network namespace inside, and waits until the parent has opened both. The
/// death signal is set after the change of ids, which clears it, and the parent is checked
/// afterwards, since it may have died before.
[[noreturn]] void hold_namespaces(int parent, std::uint32_t first, int out, int in) {
    bool good = become_owner(first) && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 &&
                getppid() == parent && unshare(CLONE_NEWUSER) == 0 && tell(out) && hear(in) &&
                unshare(CLONE_NEWNET) == 0 && tell(out) && hear(in);
    _exit(good ? 0 : errno);
}

Result<> write_map(int child, const char* name, const std::string& text) {
    auto path = "/proc/" + std::to_string(child) + "/" + name;
    Fd file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file) return last_error("open " + path);
    if (write(file.number(), text.data(), text.size()) < 0) return last_error("write " + path);
    return {};
}

Result<Fd> open_of(int child, const char* name) {
    auto path = "/proc/" + std::to_string(child) + "/ns/" + name;
    Fd opened(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!opened) return last_error("open " + path);
    return opened;
}

Result<OwnedNamespaces> follow(int child, std::uint32_t first, int out, int in) {
    Error failed(ErrorCode::unavailable, "a user namespace could not be made");
    if (!hear(in)) return failed;
    auto range = "0 " + std::to_string(first) + " " + std::to_string(user_range_size) + "\n";
    ATLAS_TRY(write_map(child, "uid_map", range));
    ATLAS_TRY(write_map(child, "gid_map", range));
    if (!tell(out) || !hear(in)) return failed;
    OwnedNamespaces made;
    made.users = ATLAS_TRY(open_of(child, "user"));
    made.network = ATLAS_TRY(open_of(child, "net"));
    return made;
}

/// Kills and reaps the child. Returns the errno with which it had exited, or 0 if it was killed.
int end_child(int child) {
    int status = 0;
    kill(child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

}  // namespace

Result<OwnedNamespaces> create_owned_namespaces(std::uint32_t first) {
    int up[2];
    int down[2];
    if (pipe2(up, O_CLOEXEC) != 0) return last_error("pipe");
    Fd from_child(up[0]);
    Fd to_parent(up[1]);
    if (pipe2(down, O_CLOEXEC) != 0) return last_error("pipe");
    Fd from_parent(down[0]);
    Fd to_child(down[1]);
    // A child process, because unshare(2) refuses a new user namespace to a process with threads.
    int own = getpid();
    int child = fork();
    if (child < 0) return last_error("fork");
    if (child == 0) {
        close(from_child.number());
        close(to_child.number());
        hold_namespaces(own, first, to_parent.number(), from_parent.number());
    }
    // So that reading ends when the child dies.
    to_parent.close();
    auto made = follow(child, first, to_child.number(), from_child.number());
    int why = end_child(child);
    if (!made && why != 0) return error_of(why, made.error().message());
    return made;
}

Result<Fd> user_namespace_of(const Fd& network) {
    Fd users(ioctl(network.number(), NS_GET_USERNS));
    if (!users) return last_error("ask for a namespace's users");
    return users;
}

Result<std::uint32_t> first_user_of(const Fd& users) {
    uid_t owner = 0;
    if (ioctl(users.number(), NS_GET_OWNER_UID, &owner) != 0)
        return last_error("ask for a namespace's owner");
    return owner;
}

}  // namespace atlas::linux
