// SPDX-License-Identifier: Apache-2.0
#include "linux/inotify.h"

#include <cerrno>
#include <fstream>
#include <string>

#include <sys/inotify.h>
#include <unistd.h>

#include "linux/error.h"

namespace atlas::linux {
namespace {

Error used_up() {
    constexpr std::string_view setting = "fs.inotify.max_user_instances";
    std::string limit = "?";
    std::ifstream("/proc/sys/fs/inotify/max_user_instances") >> limit;
    return Error(
        ErrorCode::exhausted,
        "all inotify instances of user " + std::to_string(::geteuid()) + " are used up (" +
            std::string(setting) + " is " + limit + "); raise it: sysctl " + std::string(setting) +
            "=1024"
    );
}

// EMFILE also means that this process has no descriptor left; only then dup(2) fails as well.
bool has_descriptors() {
    return Fd(::dup(STDIN_FILENO)) || errno != EMFILE;
}

}  // namespace

Result<Fd> open_inotify() {
    Fd made(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    if (made) return made;
    const int failed = errno;
    if (failed == EMFILE && has_descriptors()) return used_up();
    return error_of(failed, "open a watcher");
}

}  // namespace atlas::linux
