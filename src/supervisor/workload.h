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

/// Describes a workload: an ECS task's container or a managed engine.
namespace atlas::supervisor {

/// A bind mount of a host folder or file, or a tmpfs.
struct Mount {
    std::string source;  // on the host
    std::string target;  // inside
    bool read_only = false;
    bool tmpfs = false;  // mount an empty tmpfs instead of `source`
    bool given = false;  // `source` is made if missing: owned by root inside, mode 0777
    std::vector<std::string> options{};  // further tmpfs options; later ones win
};

/// A workload's own resource limits; the kernel enforces them through its cgroup.
struct Limits {
    std::int64_t memory_bytes = 0;              // 0 = no limit, like all below
    std::int64_t memory_reservation_bytes = 0;  // the kernel's soft limit when memory is short
    std::int64_t cpu_shares = 0;
    std::int64_t cpu_quota_us = 0;  // per period of 100 ms
    std::int64_t pids = 0;
    std::vector<container::ResourceLimit> resources;  // per process
};

/// Limits that the workloads of a group share (the containers of an ECS task), besides each one's
/// own limits. The first workload to start makes the group's cgroup, the last to end removes it;
/// all of them must give the same limits.
struct Group {
    std::string id;  // unique among groups and workloads; empty = in no group
    container::SharedLimits limits;
};

/// A folder with limited space for the writable layers and volumes of all workloads that name it.
/// The first one to start makes it. It stays until the caller closes it (container::close_disk of
/// Places::disk), since a later workload may need what an earlier one wrote.
struct Disk {
    std::string id;  // empty = the workload's own folder, without a limit
    std::uint64_t bytes = 0;
};

/// The source of the root filesystem. With layers (directories, lowest first): overlayfs with a
/// fresh upper layer. Without: the host's own root, read-only, with the region's home and the
/// host's secrets masked.
struct Rootfs {
    std::vector<std::string> layers;
    bool trust_region = false;  // add the region's CA to the bundles inside (the trust hook)
};

/// The network namespace of a workload and its resolver and host name. The caller opens the
/// namespace (network::Network::open_sandbox returns `path`) and closes it after the last workload
/// in it has stopped.
struct NetworkView {
    std::string path;       // empty = a new namespace without interfaces
    std::string resolver;   // for /etc/resolv.conf: the VPC's base+2; empty = no resolver
    std::string host_name;  // empty = the workload's id
    std::string address;    // the first interface's, for /etc/hosts; may be empty
};

/// The log group and stream of printed lines, for the listener of on_lines (aws/ecs).
struct LogTarget {
    std::string group;  // empty = lines are not delivered
    std::string stream;
};

/// Everything needed to start a workload. Plain values; the caller fills it and `start` copies it.
struct WorkloadSpec {
    std::string id;     // container id, unique in the region, [a-z0-9-]
    std::string owner;  // "ecs:task/…", "elb:…": selects listeners, identifies it after a restart
    Rootfs rootfs;
    Disk disk;
    NetworkView network;
    std::vector<std::string> args;
    std::map<std::string, std::string> environment;  // not stored: empty after recover
    std::string working_directory = "/";
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    /// An image's user ("name", "name:group" or numbers), resolved inside the rootfs; empty = use
    /// uid and gid above.
    std::string user;
    std::vector<std::string> capabilities;  // none by default, e.g. CAP_NET_BIND_SERVICE
    std::vector<Mount> mounts;
    Limits limits;
    Group group;  // recover restores only its id
    LogTarget log;
    /// Runs in the user namespace that owns its network namespace (SandboxPlan::own_users), with
    /// user ids that the host does not use. Only with layers.
    bool own_users = false;
    bool init = false;  // run a small init first that forwards signals and reaps zombies
    std::int64_t shared_memory_bytes = 64 << 20;           // size of /dev/shm
    std::map<std::string, std::string> kernel_parameters;  // sysctls of its namespaces
    bool read_only_root = false;
    bool no_new_privileges = true;  // set-uid and file capabilities have no effect
    int stop_signal = 15;
    std::chrono::seconds stop_timeout{30};  // then SIGKILL
    int sockets = 0;  // listening descriptors passed as 3, 4, … (set by `start` from its argument)
};

/// How a workload ended.
struct Exit {
    int code = 0;  // 128 + signal if a signal killed it
    bool out_of_memory = false;
    Time at;
    std::string reason;  // if there is no exit status: "its monitor died"
};

/// A running workload, as `recover` and `running` report it.
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
    bool repaired = false;              // it was not valid UTF-8
    std::size_t unreadable_before = 0;  // unreadable log records skipped before it
};

/// What a running workload has used since its start.
struct Usage {
    container::CgroupUsage group;  // of its cgroup
    linux::Interfaces interfaces;  // of its network namespace
    linux::MachineCpu machine;
};

}  // namespace atlas::supervisor
