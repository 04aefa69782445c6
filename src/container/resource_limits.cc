// SPDX-License-Identifier: Apache-2.0
#include "container/resource_limits.h"

#include <algorithm>
#include <cerrno>

#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "linux/error.h"

namespace atlas::container {

namespace {

struct Name {
    std::string_view text;
    int resource;
};
constexpr Name names[] = {
    {"core", RLIMIT_CORE},
    {"cpu", RLIMIT_CPU},
    {"data", RLIMIT_DATA},
    {"fsize", RLIMIT_FSIZE},
    {"locks", RLIMIT_LOCKS},
    {"memlock", RLIMIT_MEMLOCK},
    {"msgqueue", RLIMIT_MSGQUEUE},
    {"nice", RLIMIT_NICE},
    {"nofile", RLIMIT_NOFILE},
    {"nproc", RLIMIT_NPROC},
    {"rss", RLIMIT_RSS},
    {"rtprio", RLIMIT_RTPRIO},
    {"rttime", RLIMIT_RTTIME},
    {"sigpending", RLIMIT_SIGPENDING},
    {"stack", RLIMIT_STACK},
};

int set_limit(int pid, const ResourceLimit& limit) {
    rlimit64 wanted{limit.soft, limit.hard};
    return static_cast<int>(syscall(SYS_prlimit64, pid, limit.resource, &wanted, nullptr));
}

ResourceLimit within_own(ResourceLimit limit) {
    rlimit64 own{};
    if (syscall(SYS_prlimit64, 0, limit.resource, nullptr, &own) != 0) return limit;
    limit.hard = std::min<std::uint64_t>(limit.hard, own.rlim_max);
    limit.soft = std::min(limit.soft, limit.hard);
    return limit;
}

/// Sets the limits from a child process with the same user as the target, which needs no
/// capability.
Result<> limit_as_user(
    int pid, std::uint32_t uid, std::uint32_t gid, const std::vector<ResourceLimit>& limits
) {
    int child = fork();
    if (child < 0) return linux::last_error("fork");
    if (child == 0) {
        bool good = syscall(SYS_setresgid, gid, gid, gid) == 0 &&
                    syscall(SYS_setresuid, uid, uid, uid) == 0;
        for (const auto& limit : limits)
            good = good && set_limit(pid, limit) == 0;
        _exit(good ? 0 : errno);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) return linux::last_error("waitpid");
    }
    if (status == 0) return {};
    return linux::error_of(WEXITSTATUS(status), "set resource limits");
}

}  // namespace

int resource_of(std::string_view name) {
    const auto* found = std::ranges::find(names, name, &Name::text);
    return found == std::end(names) ? -1 : found->resource;
}

Result<> limit_process(
    int pid, std::uint32_t uid, std::uint32_t gid, const std::vector<ResourceLimit>& limits
) {
    std::vector<ResourceLimit> refused;
    for (const auto& limit : limits) {
        if (set_limit(pid, limit) == 0) continue;
        if (errno != EPERM) return linux::last_error("set resource limits");
        refused.push_back(within_own(limit));
    }
    if (refused.empty()) return {};
    return limit_as_user(pid, uid, gid, refused);
}

}  // namespace atlas::container
