// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace atlas::container {

/// What a control group has used, from the kernel's counters. Values that the kernel or the layout
/// does not provide are empty.
struct CgroupUsage {
    std::int64_t memory_bytes = 0;
    std::optional<std::int64_t> memory_bytes_max;     // the peak
    std::map<std::string, std::int64_t> memory_stat;  // memory.stat

    std::int64_t cpu_ns = 0;
    std::vector<std::int64_t> cpu_ns_each;  // per processor (v1)
    std::optional<std::int64_t> cpu_ns_kernel;
    std::optional<std::int64_t> cpu_ns_user;
    /// CFS bandwidth periods: all, those in which the quota was used up, and the time throttled.
    struct Throttling {
        std::int64_t periods = 0;
        std::int64_t throttled_periods = 0;
        std::int64_t throttled_ns = 0;
        bool operator==(const Throttling&) const = default;
    };
    std::optional<Throttling> throttling;

    /// One counter of a block device. `operation` is "Read", "Write" or "Discard", on v1 also
    /// "Sync", "Async" or "Total".
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

/// Reads the counters of the group `path` (as in the bundle) on v1, hybrid and v2. not_found once
/// runc has deleted it. Blocking; any thread.
Result<CgroupUsage> read_cgroup_usage(
    const std::string& path, const std::string& root = "/sys/fs/cgroup"
);

}  // namespace atlas::container
