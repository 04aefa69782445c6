// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
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
    std::vector<std::string> options{};  // further ones of a tmpfs; later ones win
};

struct BundleLimits {
    std::int64_t memory_bytes = 0;              // 0 = none, as all below
    std::int64_t memory_reservation_bytes = 0;  // what it keeps when memory is short
    std::int64_t cpu_shares = 0;
    std::int64_t cpu_quota_us = 0;  // of each 100 ms
    std::int64_t pids = 0;
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
    std::string users_path;           // of a user namespace; empty = the host's users
    std::uint32_t first_user = 0;     // what its 0 is outside; it has 65,536
    std::string cgroups_path;         // "/atlas/<region>/<id>", or in a shared group
    std::vector<BundleMount> mounts;  // in order, after the system's own
    BundleLimits limits;
    std::int64_t shared_memory_bytes = 64 << 20;
    std::map<std::string, std::string> kernel_parameters;  // beyond those that every bundle has
};

}  // namespace atlas::container
