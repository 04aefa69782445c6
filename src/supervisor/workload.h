// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time_format.h"

/// What a process of the stack is to be: an ECS task's container and a managed engine alike.
namespace atlas::supervisor {

struct Mount {
    std::string source;  // on the host
    std::string target;  // inside
    bool read_only = false;
    bool tmpfs = false;  // an empty tmpfs in place of `source`
};

struct Limits {
    std::int64_t memory_bytes = 0;  // 0 = none
    std::int64_t cpu_shares = 0;
    std::int64_t cpu_quota_us = 0;  // of each 100 ms
    std::int64_t pids = 0;
    std::int64_t open_files = 65536;
};

/// Where the root filesystem comes from: an image (layer directories, lowest first) on overlayfs,
/// or, with no layers, the host's own system, read-only.
struct Rootfs {
    std::vector<std::string> layers;
    bool trust_region = false;  // add the region's CA to the bundles inside (the trust hook)
};

/// Lines of stdout and stderr, as they come; implemented by aws/ecs over logs, else the log stays a
/// file.
struct LogTarget {
    std::string group;  // empty = keep the k8s-file log only
    std::string stream;
};

struct WorkloadSpec {
    std::string id;     // container id, unique in the region, [a-z0-9-]
    std::string owner;  // "ecs:task/…", "elb:…": for status and re-adoption
    Rootfs rootfs;
    std::string sandbox;  // network sandbox id (network::SandboxPlan); empty = a namespace without
                          // interfaces
    std::vector<std::string> args;
    std::map<std::string, std::string> environment;
    std::string working_directory = "/";
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::vector<std::string> capabilities;  // beyond none, e.g. CAP_NET_BIND_SERVICE
    std::vector<Mount> mounts;
    Limits limits;
    LogTarget log;
    bool read_only_root = false;
    int stop_signal = 15;
    std::chrono::seconds stop_timeout{30};  // then SIGKILL
    int sockets = 0;  // listening descriptors passed as 3, 4, … (given to `start`, never stored)
};

/// How a workload ended.
struct Exit {
    int code = 0;  // 128 + signal where one killed it
    bool out_of_memory = false;
    Time at;
};

struct Running {
    std::string id;
    int pid = 0;
    Time started;
};

}  // namespace atlas::supervisor
