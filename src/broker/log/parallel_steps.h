// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace atlas::broker {

/// Helper threads of the sync thread. Concurrent fdatasync calls share a journal commit and a disk
/// flush; consecutive ones do not. Threads are started when first needed. `run` may be called from
/// different threads, but only by one at a time.
class ParallelSteps {
public:
    explicit ParallelSteps(std::size_t threads_max) : threads_max_(threads_max) {}
    ~ParallelSteps();

    /// Calls `step` for 0 … count-1 on this thread and the helpers; returns when all have returned.
    void run(std::size_t count, const std::function<void(std::size_t)>& step);

private:
    void help();
    void take_steps();

    const std::size_t threads_max_;
    std::vector<std::thread> threads_;
    std::atomic<std::size_t> next_ = 0;

    std::mutex mutex_;
    // Guarded by mutex_. step_ and count_ do not change while a helper is working, so that helpers
    // read them without the mutex.
    const std::function<void(std::size_t)>* step_ = nullptr;
    std::size_t count_ = 0;
    std::uint64_t round_ = 0;
    std::size_t at_work_ = 0;
    bool stopping_ = false;
    std::condition_variable begins_;
    std::condition_variable ends_;
};

}  // namespace atlas::broker
