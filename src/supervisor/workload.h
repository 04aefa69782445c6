// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time_format.h"
#include "container/cgroup_usage.h"
#include "container/resource_limits.h"
#include "container/shared_cgroup.h"
#include "linux/interface_counters.h"
#include "linux/machine_cpu.h"

/// What a process of the stack is to be: an ECS task's container and a managed engine alike.
namespace atlas::supervisor {

struct Mount {
    std::string source;  // on the host
    std::string target;  // inside
    bool read_only = false;
    bool tmpfs = false;  // an empty tmpfs in place of `source`
    bool given = false;  // the folder `source` is made, for its root user and all others to write
    std::vector<std::string> options{};  // further ones of a tmpfs; later ones win
};

struct Limits {
    std::int64_t memory_bytes = 0;              // 0 = none
    std::int64_t memory_reservation_bytes = 0;  // what it keeps when memory is short
    std::int64_t cpu_shares = 0;
    std::int64_t cpu_quota_us = 0;  // of each 100 ms
    std::int64_t pids = 0;
    std::vector<container::ResourceLimit> resources;  // of each process
};

/// What the workloads that name this group may take together (an ECS task's containers), whatever
/// each may take of it. The first that starts makes the group, the last that ends takes it away;
/// all of them say the same limits.
struct Group {
    std::string id;  // unique among groups and workloads; empty = in no group
    container::SharedLimits limits;
};

/// A folder of its own with room for so many bytes, for the writable layers and volumes of all
/// workloads that name it. The first that starts makes it; it stays until somebody closes it
/// (container::close_disk of Places::disk), since a later one may want what an earlier one wrote.
struct Disk {
    std::string id;  // empty = the workload's own folder, without a limit
    std::uint64_t bytes = 0;
};

/// Where the root filesystem comes from: an image (layer directories, lowest first) on overlayfs
/// with a fresh upper layer, or, with no layers, the host's own system, read-only, with the
/// region's home and the host's secrets masked.
struct Rootfs {
    std::vector<std::string> layers;
    bool trust_region = false;  // add the region's CA to the bundles inside (the trust hook)
};

/// The network namespace to run in and how names look from inside it. The caller opens the
/// namespace (network::Network::open_sandbox answers `path`) and closes it after the last workload
/// in it was stopped.
struct NetworkView {
    std::string path;       // empty = a namespace of its own without interfaces
    std::string resolver;   // for /etc/resolv.conf: the VPC's base+2; empty = no resolver
    std::string host_name;  // empty = the workload's id
    std::string address;    // the first interface's, for /etc/hosts; may be empty
};

/// Where printed lines belong; kept for the listener of on_lines (aws/ecs sends them to logs).
struct LogTarget {
    std::string group;  // empty = the log stays a file
    std::string stream;
};

struct WorkloadSpec {
    std::string id;     // container id, unique in the region, [a-z0-9-]
    std::string owner;  // "ecs:task/…", "elb:…": for status and re-adoption
    Rootfs rootfs;
    Disk disk;
    NetworkView network;
    std::vector<std::string> args;
    std::map<std::string, std::string> environment;  // never read back: recover leaves it empty
    std::string working_directory = "/";
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    /// An image's user, "name", "name:group" or numbers, looked up inside the rootfs; empty = uid
    /// and gid above.
    std::string user;
    std::vector<std::string> capabilities;  // beyond none, e.g. CAP_NET_BIND_SERVICE
    std::vector<Mount> mounts;
    Limits limits;
    Group group;  // of what is read back, only its id
    LogTarget log;
    /// It runs in the user namespace that its network namespace belongs to
    /// (SandboxPlan::own_users), as users that the host has not. Only with layers.
    bool own_users = false;
    bool init = false;  // a small init is its first process: it forwards signals and reaps
    std::int64_t shared_memory_bytes = 64 << 20;           // of /dev/shm
    std::map<std::string, std::string> kernel_parameters;  // sysctls of its namespaces
    bool read_only_root = false;
    bool no_new_privileges = true;  // set-uid programs and file capabilities gain nothing
    int stop_signal = 15;
    std::chrono::seconds stop_timeout{30};  // then SIGKILL
    int sockets = 0;  // listening descriptors passed as 3, 4, … (set by `start` from its argument)
};

/// How a workload ended.
struct Exit {
    int code = 0;  // 128 + signal where one killed it
    bool out_of_memory = false;
    Time at;
    std::string reason;  // where no exit status could be had: "its monitor died"
};

struct Running {
    std::string id;
    int pid = 0;
    Time started;
};

/// One line that a workload printed, without its newline.
struct LogLine {
    Time at;
    bool from_stderr = false;
    std::string text;
    bool repaired = false;              // it was no UTF-8
    std::size_t unreadable_before = 0;  // lines of the log, since the one before, left out
};

/// What a running workload has used since its start.
struct Usage {
    container::CgroupUsage group;  // of its cgroup
    linux::Interfaces interfaces;  // of its network namespace
    linux::MachineCpu machine;
};

}  // namespace atlas::supervisor
