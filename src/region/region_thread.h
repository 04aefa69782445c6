// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "base/executor.h"

namespace atlas::region {

/// The region thread: one queue of tasks and one of timers. `run` is called by the thread that is
/// to be it and returns after `stop`; the rest from any thread.
class RegionThread final : public Executor {
public:
    void post(Task task) override;
    void post_after(std::chrono::milliseconds delay, Task task) override;
    void run();
    /// `run` returns once the task at hand is done; what waits is dropped.
    void stop();

private:
    using Moment = std::chrono::steady_clock::time_point;
    /// Waits for work and takes all that is due.
    std::vector<Task> take();

    // Guarded by mutex_.
    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<Task> ready_;
    std::multimap<Moment, Task> timers_;
    bool stopping_ = false;
};

}  // namespace atlas::region
