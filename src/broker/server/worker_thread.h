// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/executor.h"

namespace atlas::broker {

/// One thread for tasks that block, in the order they were given. `run_task` from any thread. The
/// destructor runs the remaining tasks first.
class WorkerThread final : public Workers {
public:
    WorkerThread();
    ~WorkerThread() override;
    void run_task(Executor::Task task) override;

private:
    void loop();

    std::mutex mutex_;
    std::condition_variable given_;
    std::deque<Executor::Task> tasks_;  // Guarded by mutex_.
    bool stopping_ = false;             // Guarded by mutex_.
    std::thread thread_;
};

}  // namespace atlas::broker
