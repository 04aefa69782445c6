// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace atlas::container {

/// A container's control group, in the v2 layout (one hierarchy) or the v1 and hybrid layouts (one
/// hierarchy per controller). Only reads and removes groups: runc writes the limits from the
/// bundle. Blocking; any thread.
class Cgroup {
public:
    /// `path` as in the bundle, "/atlas/<region>/…". Tests pass another `root`.
    explicit Cgroup(std::string path, std::string root = "/sys/fs/cgroup");

    bool is_v2() const { return v2_; }
    /// How many of its processes the OOM killer has killed: `oom_kill` of memory.events (v2) or
    /// memory.oom_control (v1). not_found once runc has deleted the group.
    Result<std::int64_t> read_oom_kills() const;

    /// Paths of the hierarchies: one (v2), or one per controller (v1 and hybrid).
    static std::vector<std::string> trees(const std::string& root = "/sys/fs/cgroup");

    /// The pids in the group; empty if there is no such group.
    std::vector<int> read_processes() const;

    /// Removes the group `path` if it is empty.
    static void remove(const std::string& path, const std::string& root = "/sys/fs/cgroup");
    /// For `down`: removes the group `path`, its direct children and its parents up to "/atlas", as
    /// far as they are empty.
    static void remove_empty(const std::string& path, const std::string& root = "/sys/fs/cgroup");

private:
    std::string path_;
    std::string root_;
    bool v2_;
};

}  // namespace atlas::container
