// SPDX-License-Identifier: Apache-2.0
#include "supervisor/start_workload.h"

#include <ranges>

namespace atlas::supervisor {

namespace {

const Hook* const hooks[] = {
    &folder_hook,
    &users_hook,
    &disk_hook,
    &rootfs_hook,
    &user_hook,
    &network_hook,
    &trust_hook,
    &mounts_hook,
    &limits_hook,
    &process_hook,
};

void undo(Start& start, std::span<const Hook* const> done) {
    for (const auto* hook : std::views::reverse(done))
        hook->undo(start);
}

}  // namespace

Result<StoredState> start_workload(
    const Workshop& workshop, const WorkloadSpec& spec, const std::vector<int>& sockets, Time now
) {
    Start start{workshop, spec, workshop.places.workload(spec.id), sockets};
    std::span all(hooks);
    for (std::size_t index = 0; index < all.size(); ++index) {
        auto applied = all[index]->apply(start);
        if (applied) continue;
        // Undo the failing hook too: it may have done part of its work.
        undo(start, all.first(index + 1));
        return std::move(applied).error().during(all[index]->name).during("start " + spec.id);
    }
    StoredState state{start.processes, now};
    if (auto stored = store_state(start.folder, state); !stored) {
        undo(start, all);
        return std::move(stored).error();
    }
    return state;
}

void remove_workload(const Workshop& workshop, const WorkloadSpec& spec) {
    Start start{workshop, spec, workshop.places.workload(spec.id), {}};
    undo(start, hooks);
}

}  // namespace atlas::supervisor
