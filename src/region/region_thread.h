// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "base/executor.h"

namespace atlas::region {

/// The executor of the region thread: a queue of tasks and a queue of timers. The thread that calls
/// `run` becomes the region thread until `stop`; the other functions may be called from any thread.
class RegionThread final : public Executor {
public:
    void post(Task task) override;
    void post_after(std::chrono::milliseconds delay, Task task) override;
    void run();
    /// `run` returns after the tasks it has already taken from the queue; all other tasks and
    /// timers are dropped.
    void stop();

private:
    using Moment = std::chrono::steady_clock::time_point;
    /// Waits for work and takes all tasks that are due; empty after `stop`.
    std::vector<Task> take();

    // Guarded by mutex_.
    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<Task> ready_;
    std::multimap<Moment, Task> timers_;
    bool stopping_ = false;
};

}  // namespace atlas::region
