// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json/value.h"

/// The system calls that a container may make, as an allow list: calls of newer kernels are refused
/// until they are added here. The list covers what the default profiles of container engines allow:
/// calls for files, processes, memory, network and timers. Mounts, namespaces, modules, keyrings,
/// io_uring, bpf, perf, userfaultfd and setting clocks are refused.
namespace atlas::container {

/// Returns `linux.seccomp` of config.json, for the native architecture only. Refused calls fail
/// with EPERM. clone3 fails with ENOSYS, because a filter cannot inspect its flags and C libraries
/// then use clone. clone may not make namespaces. Sockets may be AF_UNIX, AF_INET, AF_INET6 or
/// AF_NETLINK. `ptrace`: the container has CAP_SYS_PTRACE and gets the calls that need it.
json::Value syscall_filter(bool ptrace);

}  // namespace atlas::container
