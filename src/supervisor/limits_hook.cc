// SPDX-License-Identifier: Apache-2.0
#include "container/cgroup.h"
#include "supervisor/start_hook.h"

namespace atlas::supervisor {

namespace {

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
    };
    if (group.id.empty()) return {};
    return container::make_shared_cgroup(
        places.cgroup(group), places.cgroup(start.spec), group.limits
    );
}

/// runc makes and removes the cgroup, except when it is killed before it has written its state. The
/// group's cgroup is removed with its last workload: the kernel refuses while it has children.
void undo(Start& start) {
    const auto& places = start.workshop.places;
    container::Cgroup::remove(places.cgroup(start.spec));
    if (!start.spec.group.id.empty()) container::Cgroup::remove(places.cgroup(start.spec.group));
}

}  // namespace

const Hook limits_hook{"limits", apply, undo};

}  // namespace atlas::supervisor
