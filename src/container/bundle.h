// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

/// The input of runc as plain values; bundle_json.h turns it into config.json. Follows the OCI
/// runtime specification 1.0.2.
namespace atlas::container {

/// A bind mount or a tmpfs.
struct BundleMount {
    std::string source;  // on the host; unused for a tmpfs
    std::string target;
    bool read_only = false;
    bool tmpfs = false;
    int tmpfs_mode = 0755;
    std::vector<std::string> options{};  // further tmpfs options; later ones win
};

/// Limits that runc writes to the container's cgroup.
struct BundleLimits {
    std::int64_t memory_bytes = 0;              // 0 = no limit, like all below
    std::int64_t memory_reservation_bytes = 0;  // the kernel's soft limit when memory is short
    std::int64_t cpu_shares = 0;
    std::int64_t cpu_quota_us = 0;  // per period of 100 ms
    std::int64_t pids = 0;
};

/// One container: its root, process, namespaces, mounts and limits.
struct Bundle {
    std::string root_path;  // absolute; must be a mount point
    bool read_only_root = false;
    std::vector<std::string> args;
    std::vector<std::string> environment;  // KEY=VALUE
    std::string working_directory = "/";
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::vector<std::string> capabilities;
    bool no_new_privileges = true;
    bool filter_system_calls = true;  // with syscall_filter.h
    std::string host_name;
    std::string network_path;         // empty = a new namespace
    std::string users_path;           // user namespace; empty = the host's users
    std::uint32_t first_user = 0;     // host id of the first of its 65,536 ids
    std::string cgroups_path;         // "/atlas/<region>/<id>", or in a shared group
    std::vector<BundleMount> mounts;  // in order, after the system mounts
    BundleLimits limits;
    std::int64_t shared_memory_bytes = 64 << 20;
    std::map<std::string, std::string> kernel_parameters;  // added to those of every bundle
};

}  // namespace atlas::container
