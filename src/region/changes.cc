// SPDX-License-Identifier: Apache-2.0
#include "region/changes.h"

#include <utility>

namespace atlas::region {

Changes::Changes(Executor& region_thread, Time now)
    : region_thread_(region_thread),
      version_(std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count()
      ) {}

void Changes::note() {
    if (std::exchange(gathering_, true)) return;
    region_thread_.post_after(gathered, [this] {
        gathering_ = false;
        ++version_;
        tell_all();
    });
}

void Changes::await(Version known, Told told) {
    if (known != version_ || ended_) return told(version_);
    waiting_.push_back(std::move(told));
    if (waiting_.size() > 1) return;
    // The first waiter's timeout ends the wait of all later ones too; they ask again.
    region_thread_.post_after(wait_max, [this, round = round_] {
        if (round == round_) tell_all();
    });
}

void Changes::end() {
    ended_ = true;
    tell_all();
}

void Changes::tell_all() {
    ++round_;
    for (auto& told : std::exchange(waiting_, {}))
        told(version_);
}

}  // namespace atlas::region
