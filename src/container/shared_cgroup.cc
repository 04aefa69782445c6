// SPDX-License-Identifier: Apache-2.0
#include "container/shared_cgroup.h"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include "container/cgroup.h"
#include "linux/error.h"
#include "linux/fd.h"
#include "linux/file_system.h"

namespace atlas::container {

namespace {

constexpr int period_us = 100'000;
constexpr std::int64_t quota_min_us = 1'000;  // the kernel's minimum
constexpr int attempts = 100;

Result<> write_value(const std::string& path, const std::string& value) {
    linux::Fd file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file) return linux::last_error("open " + path);
    auto count = write(file.number(), value.data(), value.size());
    if (count != static_cast<ssize_t>(value.size())) return linux::last_error("write " + path);
    return {};
}

/// The end of another child may remove the group between the two calls; retry until the child,
/// which keeps it, exists.
Result<> make_both(const std::string& group, const std::string& child) {
    linux::SystemFileSystem files;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        ATLAS_TRY(files.make_directories(group));
        if (mkdir(child.c_str(), 0755) == 0 || errno == EEXIST) return {};
        if (errno != ENOENT) return linux::last_error("mkdir " + child);
    }
    return Error(ErrorCode::conflict, group + " is removed again and again");
}

/// v2: a group has only the controllers that every ancestor enables for its children.
void hand_down_controllers(const std::string& root, const std::string& group) {
    auto path = group + "/";
    for (auto end = std::size_t{0}; end != path.npos; end = path.find('/', end + 1)) {
        auto control = root + path.substr(0, end) + "/cgroup.subtree_control";
        for (const auto* name : {"+cpu", "+memory", "+pids"})
            (void)write_value(control, name);  // if one is missing, writing its limit fails
    }
}

/// Maps v1 shares (2 … 262144) to v2 weights (1 … 10000) like runc.
std::int64_t weight_of(std::int64_t shares) {
    constexpr std::int64_t shares_min = 2;
    constexpr std::int64_t shares_max = 262'144;
    return 1 + ((std::clamp(shares, shares_min, shares_max) - shares_min) * 9'999) /
                   (shares_max - shares_min);
}

Result<> set_limits_v2(const std::string& group, const SharedLimits& limits) {
    if (limits.memory_bytes > 0) {
        ATLAS_TRY(write_value(group + "/memory.max", std::to_string(limits.memory_bytes)));
        (void)write_value(group + "/memory.swap.max", "0");  // absent without swap accounting
    }
    if (limits.cpu_shares > 0) {
        auto weight = std::to_string(weight_of(limits.cpu_shares));
        ATLAS_TRY(write_value(group + "/cpu.weight", weight));
    }
    if (limits.cpu_quota_us > 0) {
        auto quota = std::max(limits.cpu_quota_us, quota_min_us);
        ATLAS_TRY(write_value(group + "/cpu.max", fmt::format("{} {}", quota, period_us)));
    }
    return {};
}

Result<> set_limits_v1(
    const std::string& memory, const std::string& cpu, const SharedLimits& limits
) {
    if (limits.memory_bytes > 0) {
        auto bytes = std::to_string(limits.memory_bytes);
        ATLAS_TRY(write_value(memory + "/memory.limit_in_bytes", bytes));
        (void)write_value(memory + "/memory.memsw.limit_in_bytes", bytes);  // may be absent as well
    }
    if (limits.cpu_shares > 0)
        ATLAS_TRY(write_value(cpu + "/cpu.shares", std::to_string(limits.cpu_shares)));
    if (limits.cpu_quota_us > 0) {
        auto quota = std::to_string(std::max(limits.cpu_quota_us, quota_min_us));
        ATLAS_TRY(write_value(cpu + "/cpu.cfs_period_us", std::to_string(period_us)));
        ATLAS_TRY(write_value(cpu + "/cpu.cfs_quota_us", quota));
    }
    return {};
}

}  // namespace

Result<> make_shared_cgroup(
    const std::string& group,
    const std::string& child,
    const SharedLimits& limits,
    const std::string& root
) {
    if (Cgroup(group, root).is_v2()) {
        ATLAS_TRY(make_both(root + group, root + child));
        hand_down_controllers(root, group);
        return set_limits_v2(root + group, limits);
    }
    // In every hierarchy: where runc has to make the path itself, it has the same race.
    for (const auto& tree : Cgroup::trees(root))
        ATLAS_TRY(make_both(tree + group, tree + child));
    return set_limits_v1(root + "/memory" + group, root + "/cpu" + group, limits);
}

}  // namespace atlas::container
