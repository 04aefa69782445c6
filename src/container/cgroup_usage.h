// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace atlas::container {

/// What a control group has used, in the kernel's own counters. What a kernel or a layout does not
/// count is not there.
struct CgroupUsage {
    std::int64_t memory_bytes = 0;
    std::optional<std::int64_t> memory_bytes_max;     // the most it ever was
    std::map<std::string, std::int64_t> memory_stat;  // memory.stat

    std::int64_t cpu_ns = 0;
    std::vector<std::int64_t> cpu_ns_each;  // by processor (v1)
    std::optional<std::int64_t> cpu_ns_kernel;
    std::optional<std::int64_t> cpu_ns_user;
    /// Periods of its processor quota: all, those that used it up, and the time lost so.
    struct Throttling {
        std::int64_t periods = 0;
        std::int64_t throttled_periods = 0;
        std::int64_t throttled_ns = 0;
        bool operator==(const Throttling&) const = default;
    };
    std::optional<Throttling> throttling;

    /// One count of a block device: "Read", "Write", "Discard", on v1 also "Sync", "Async",
    /// "Total".
    struct BlockCount {
        std::int64_t major = 0;
        std::int64_t minor = 0;
        std::string operation;
        std::int64_t value = 0;
        bool operator==(const BlockCount&) const = default;
    };
    std::vector<BlockCount> block_bytes;
    std::vector<BlockCount> block_requests;

    std::optional<std::int64_t> pids;
    std::optional<std::int64_t> pids_max;  // none = no limit
};

/// Of the group `path`, as in the bundle, v1, hybrid and v2; not_found once runc deleted it.
/// Blocking; any thread.
Result<CgroupUsage> read_cgroup_usage(
    const std::string& path, const std::string& root = "/sys/fs/cgroup"
);

}  // namespace atlas::container
