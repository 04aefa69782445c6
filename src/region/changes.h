// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "base/clock.h"
#include "base/executor.h"

namespace atlas::region {

/// Tells those who wait that something has changed which an operation would answer. A version
/// stands for all that was so at one time; another process of the region begins with another one.
/// Region thread only.
class Changes {
public:
    using Version = std::int64_t;
    using Told = std::move_only_function<void(Version)>;

    /// Changes that come together are told together, so long after the first.
    static constexpr std::chrono::milliseconds gathered{50};
    /// Nobody waits longer, so that a client that has gone is not kept for ever.
    static constexpr std::chrono::milliseconds wait_max{1'000};

    Changes(Executor& region_thread, Time now);

    /// Something has changed.
    void note();
    /// `told` the version of now: at once where that is not `known`, else at the next change, at
    /// the end, or after `wait_max` at the latest.
    void await(Version known, Told told);
    /// Tells all who wait, and from now on at once: the process is about to end.
    void end();

private:
    void tell_all();

    Executor& region_thread_;
    Version version_;
    bool gathering_ = false;
    bool ended_ = false;
    std::uint64_t round_ = 0;  // of telling
    std::vector<Told> waiting_;
};

}  // namespace atlas::region
