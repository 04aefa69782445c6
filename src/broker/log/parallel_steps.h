// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace atlas::broker {

/// Threads that wait for the disk beside the sync thread: syncs of several files that are under way
/// together share the journal's commit and the disk's flush, one after another they do not. Made
/// when first needed. `run` and the destructor on one thread.
class ParallelSteps {
public:
    explicit ParallelSteps(std::size_t threads_max) : threads_max_(threads_max) {}
    ~ParallelSteps();

    /// Calls `step` for 0 … count-1, on this thread and the helpers; returns when all are done.
    void run(std::size_t count, const std::function<void(std::size_t)>& step);

private:
    void help();
    void take_steps();

    const std::size_t threads_max_;
    std::vector<std::thread> threads_;
    std::atomic<std::size_t> next_ = 0;

    std::mutex mutex_;
    // Guarded by mutex_; while a helper is at work the first two do not change.
    const std::function<void(std::size_t)>* step_ = nullptr;
    std::size_t count_ = 0;
    std::uint64_t round_ = 0;
    std::size_t at_work_ = 0;
    bool stopping_ = false;
    std::condition_variable begins_;
    std::condition_variable ends_;
};

}  // namespace atlas::broker
