// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace atlas::container {

/// A container's control group, in the v2 layout (one tree) or the v1 and hybrid ones (a tree a
/// controller). Reads what runc set up; the limits themselves are written by runc from the
/// bundle. Blocking; any thread.
class Cgroup {
public:
    /// `path` as in the bundle, "/atlas/<region>/…"; `root` is another one in tests.
    explicit Cgroup(std::string path, std::string root = "/sys/fs/cgroup");

    bool is_v2() const { return v2_; }
    /// How many of its processes the kernel killed for memory: `oom_kill` of memory.events (v2) or
    /// memory.oom_control (v1). not_found once runc deleted the group.
    Result<std::int64_t> read_oom_kills() const;

    /// Where groups are: the one tree (v2), or one folder a controller (v1 and hybrid).
    static std::vector<std::string> trees(const std::string& root = "/sys/fs/cgroup");

    /// The pids of what is in it; none where there is no such group.
    std::vector<int> read_processes() const;

    /// Removes the group `path` where it is empty.
    static void remove(const std::string& path, const std::string& root = "/sys/fs/cgroup");
    /// Removes the group `path`, those directly in it and its parents up to "/atlas", as far as
    /// they are empty. For `down`.
    static void remove_empty(const std::string& path, const std::string& root = "/sys/fs/cgroup");

private:
    std::string path_;
    std::string root_;
    bool v2_;
};

}  // namespace atlas::container
