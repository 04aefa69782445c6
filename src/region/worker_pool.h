// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "base/executor.h"

namespace atlas::region {

/// A fixed number of threads for blocking work. The destructor waits for running tasks and drops
/// queued ones.
class WorkerPool final : public Workers {
public:
    explicit WorkerPool(int threads);
    ~WorkerPool() override;
    void run_task(Executor::Task task) override;

private:
    void work();

    // Guarded by mutex_.
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Executor::Task> tasks_;
    bool stopping_ = false;
    // Constant after construction.
    std::vector<std::thread> threads_;
};

}  // namespace atlas::region
