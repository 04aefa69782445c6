// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "container/bundle.h"
#include "container/runtime.h"
#include "linux/fd.h"
#include "supervisor/places.h"
#include "supervisor/workload.h"

/// A start is a list of hooks, each one file with its undo; the order is in start_workload.cc.
namespace atlas::supervisor {

/// What all starts share. Constant after construction.
struct Workshop {
    Places places;
    container::Runtime runtime;
    std::string ca_pem;
};

/// Where a workload that wants an init has it.
constexpr const char* init_inside = "/dev/init";

/// One start on its way, or, for the undos, the workload that is to go: then only `spec` and
/// `folder` mean something. A worker's alone.
struct Start {
    const Workshop& workshop;
    const WorkloadSpec& spec;
    std::string folder;
    std::vector<int> sockets;
    linux::Fd users{};      // its user namespace, where it has one of its own
    std::string scratch{};  // where its writable layer is
    container::Bundle bundle{};
    container::ContainerProcesses processes{};
};

/// `apply` is blocking and does one thing; `undo` makes it undone, may find its work already
/// undone or never done, and goes as far as it can.
struct Hook {
    const char* name;
    Result<> (*apply)(Start&);
    void (*undo)(Start&);
};

extern const Hook folder_hook;   // spec.json is there before anything runs
extern const Hook users_hook;    // its user namespace
extern const Hook disk_hook;     // where it writes
extern const Hook rootfs_hook;   // the root filesystem is mounted
extern const Hook user_hook;     // who runs it
extern const Hook network_hook;  // namespace, resolv.conf, hosts
extern const Hook trust_hook;    // the region's CA among the trusted ones
extern const Hook mounts_hook;   // data folders; what is masked
extern const Hook limits_hook;   // cgroup, descriptors
extern const Hook process_hook;  // conmon and runc

}  // namespace atlas::supervisor
