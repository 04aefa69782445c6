// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// What runc is told to run, as plain values; bundle_json.h makes the text. Source of the form:
/// OCI runtime specification 1.0.2.
namespace atlas::container {

struct BundleMount {
    std::string source;  // on the host; unused for a tmpfs
    std::string target;
    bool read_only = false;
    bool tmpfs = false;
    int tmpfs_mode = 0755;
};

struct BundleLimits {
    std::int64_t memory_bytes = 0;              // 0 = none, as all below
    std::int64_t memory_reservation_bytes = 0;  // what it keeps when memory is short
    std::int64_t cpu_shares = 0;
    std::int64_t cpu_quota_us = 0;  // of each 100 ms
    std::int64_t pids = 0;
    std::int64_t open_files = 0;
};

struct Bundle {
    std::string root_path;  // absolute; a mount of its own
    bool read_only_root = false;
    std::vector<std::string> args;
    std::vector<std::string> environment;  // KEY=VALUE
    std::string working_directory = "/";
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::vector<std::string> capabilities;
    bool no_new_privileges = true;
    bool filter_system_calls = true;  // by syscall_filter.h
    std::string host_name;
    std::string network_path;         // empty = a new namespace
    std::string cgroups_path;         // "/atlas/<region>/<id>", or in a shared group
    std::vector<BundleMount> mounts;  // in order, after the system's own
    BundleLimits limits;
};

}  // namespace atlas::container
