// SPDX-License-Identifier: Apache-2.0
#include "broker/group/local_coordinator.h"

namespace atlas::broker {

Result<std::unique_ptr<GroupCoordinator>> GroupCoordinator::open(
    GroupSettings settings,
    PartitionPtr offsets,
    Executor& home,
    const Clock& clock,
    Random& random,
    Workers* workers
) {
    static InlineWorkers at_once;
    auto coordinator = std::make_unique<LocalCoordinator>(
        settings, std::move(offsets), home, workers ? *workers : at_once, clock, random
    );
    ATLAS_TRY(coordinator->load());
    return std::unique_ptr<GroupCoordinator>(std::move(coordinator));
}

PartitionSettings GroupCoordinator::offsets_settings() {
    PartitionSettings settings;
    settings.segment_bytes = 4 << 20;  // small, so that compaction frees space soon
    settings.segment_ms = INT64_MAX;
    settings.retention_ms = -1;
    settings.retention_bytes = -1;
    settings.message_bytes_max = 64 << 20;
    return settings;
}

LocalCoordinator::LocalCoordinator(
    GroupSettings settings,
    PartitionPtr offsets,
    Executor& home,
    Workers& workers,
    const Clock& clock,
    Random& random
)
    : settings_(settings),
      home_(home),
      clock_(clock),
      random_(random),
      log_(std::move(offsets), home, workers, clock, settings.compact_bytes, [this] {
          return holding();
      }) {}

LocalCoordinator::GroupPtr LocalCoordinator::find(const std::string& group_id) const {
    auto found = groups_.find(group_id);
    return found == groups_.end() ? nullptr : found->second;
}

std::int64_t LocalCoordinator::now_ms() const {
    auto since = clock_.now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

void LocalCoordinator::enter(Group& group, GroupState state) {
    group.state = state;
    group.state_since = now_ms();
}

Executor::Task LocalCoordinator::guarded(std::move_only_function<void()> task) {
    return [alive = std::weak_ptr(alive_), task = std::move(task)]() mutable {
        if (alive.lock()) task();
    };
}

void LocalCoordinator::after(
    std::chrono::milliseconds delay, std::move_only_function<void()> task
) {
    home_.post_after(delay, guarded(std::move(task)));
}

}  // namespace atlas::broker
