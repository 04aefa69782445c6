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

/// Starting a workload runs a list of hooks, each in a file of its own with its undo.
/// start_workload.cc has the order.
namespace atlas::supervisor {

/// What all starts share. Constant after construction.
struct Workshop {
    Places places;
    container::Runtime runtime;
    std::string ca_pem;
};

/// Path of the init program inside workloads that ask for one.
constexpr const char* init_inside = "/dev/init";

/// The state of one start, passed from hook to hook. For an undo only `spec` and `folder` are set.
/// Used by one worker at a time.
struct Start {
    const Workshop& workshop;
    const WorkloadSpec& spec;
    std::string folder;
    std::vector<int> sockets;
    linux::Fd users{};      // its user namespace, if it has its own
    std::string scratch{};  // folder of its writable layer
    container::Bundle bundle{};
    container::ContainerProcesses processes{};
};

/// One step of a start. `apply` blocks. `undo` reverts `apply`; it must cope with work that was
/// never done or is already undone, and continues after errors.
struct Hook {
    const char* name;
    Result<> (*apply)(Start&);
    void (*undo)(Start&);
};

extern const Hook folder_hook;   // writes spec.json before anything runs
extern const Hook users_hook;    // opens its user namespace
extern const Hook disk_hook;     // the disk for its writable layer
extern const Hook rootfs_hook;   // mounts the root filesystem
extern const Hook user_hook;     // resolves its user and group
extern const Hook network_hook;  // namespace, resolv.conf, hosts
extern const Hook trust_hook;    // adds the region's CA to the trusted ones
extern const Hook mounts_hook;   // data folders and masked paths
extern const Hook limits_hook;   // cgroup, descriptors
extern const Hook process_hook;  // conmon and runc

}  // namespace atlas::supervisor
