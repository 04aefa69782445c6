// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json/value.h"

/// The system calls that a container may make: a list of what is allowed, so that a call which a
/// newer kernel adds is refused until somebody adds it here. The list has the extent of the
/// default profiles of the container engines: file, process, memory, network and timer calls are
/// in; mounts, namespaces, modules, keyrings, io_uring, bpf, perf, userfaultfd, clocks are out.
namespace atlas::container {

/// `linux.seccomp` of config.json. Of the native architecture only. Refused calls fail with EPERM;
/// clone3 fails with ENOSYS, since its flags cannot be looked at and C libraries then use clone.
/// clone may make no namespace. Sockets are of AF_UNIX, AF_INET, AF_INET6 and AF_NETLINK.
/// `ptrace`: the container has CAP_SYS_PTRACE, and the calls that go with it.
json::Value syscall_filter(bool ptrace);

}  // namespace atlas::container
