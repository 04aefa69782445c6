// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>

#include "container/cgroup.h"
#include "supervisor/start_hook.h"

namespace atlas::supervisor {

namespace {

/// As many as wanted, or as this process may have where it may not raise its own limit (a machine
/// that took CAP_SYS_RESOURCE away): runc would refuse the whole container.
std::int64_t allowed_open_files(std::int64_t wanted) {
    rlimit own{};
    if (getrlimit(RLIMIT_NOFILE, &own) != 0 || std::cmp_less_equal(wanted, own.rlim_max))
        return wanted;
    rlimit raised{own.rlim_cur, static_cast<rlim_t>(wanted)};
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) return wanted;
    return static_cast<std::int64_t>(own.rlim_max);
}

Result<> apply(Start& start) {
    const auto& limits = start.spec.limits;
    const auto& places = start.workshop.places;
    const auto& group = start.spec.group;
    start.bundle.cgroups_path = places.cgroup(start.spec);
    start.bundle.limits = {
        limits.memory_bytes,
        limits.memory_reservation_bytes,
        limits.cpu_shares,
        limits.cpu_quota_us,
        limits.pids,
        allowed_open_files(limits.open_files),
    };
    if (group.id.empty()) return {};
    return container::make_shared_cgroup(
        places.cgroup(group), places.cgroup(start.spec), group.limits
    );
}

/// runc makes the cgroup and takes it away, unless it was cut off before it noted that there is
/// one. The group goes with the last of its workloads: it is not removed while another is in it.
void undo(Start& start) {
    const auto& places = start.workshop.places;
    container::Cgroup::remove(places.cgroup(start.spec));
    if (!start.spec.group.id.empty()) container::Cgroup::remove(places.cgroup(start.spec.group));
}

}  // namespace

const Hook limits_hook{"limits", apply, undo};

}  // namespace atlas::supervisor
