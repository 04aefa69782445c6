// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "base/clock.h"
#include "base/executor.h"

namespace atlas::region {

/// Notifies waiting clients that the answer of some operation may have changed. A version
/// identifies one state of the region; versions of an earlier process of the region do not match.
/// Region thread only.
class Changes {
public:
    using Version = std::int64_t;
    using Told = std::move_only_function<void(Version)>;

    /// Changes within this time after the first one are announced together.
    static constexpr std::chrono::milliseconds gathered{50};
    /// The longest wait, so that a client that disconnected is not kept for ever.
    static constexpr std::chrono::milliseconds wait_max{1'000};

    Changes(Executor& region_thread, Time now);

    /// Records a change; waiters are called `gathered` later.
    void note();
    /// Calls `told` with the current version: at once if it differs from `known`, otherwise at the
    /// next change, at `end`, or after `wait_max` at the latest.
    void await(Version known, Told told);
    /// Calls all waiters, and every later `await` at once: the process is about to end.
    void end();

private:
    void tell_all();

    Executor& region_thread_;
    Version version_;
    bool gathering_ = false;
    bool ended_ = false;
    std::uint64_t round_ = 0;  // counts calls of tell_all
    std::vector<Told> waiting_;
};

}  // namespace atlas::region
