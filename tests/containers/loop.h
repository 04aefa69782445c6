// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/executor.h"

namespace atlas::test {

/// A home thread that is the test's own: `run_until` runs what is posted from any thread.
class Loop final : public Executor {
public:
    void post(Task task) override { post_after(std::chrono::milliseconds(0), std::move(task)); }
    void post_after(std::chrono::milliseconds delay, Task task) override {
        std::scoped_lock lock(mutex_);
        tasks_.emplace(std::chrono::steady_clock::now() + delay, std::move(task));
        wake_.notify_one();
    }
    /// A region that dies takes what it had posted with it.
    void drop_all() {
        std::scoped_lock lock(mutex_);
        tasks_.clear();
    }
    /// False when `done` did not become true in time.
    template <typename Done>
    bool run_until(Done done, std::chrono::milliseconds limit = std::chrono::seconds(60)) {
        auto end = std::chrono::steady_clock::now() + limit;
        while (!done()) {
            std::unique_lock lock(mutex_);
            auto now = std::chrono::steady_clock::now();
            if (now >= end) return false;
            if (tasks_.empty() || tasks_.begin()->first > now) {
                wake_.wait_until(lock, tasks_.empty() ? end : std::min(end, tasks_.begin()->first));
                continue;
            }
            auto task = std::move(tasks_.extract(tasks_.begin()).mapped());
            lock.unlock();
            task();
        }
        return true;
    }

private:
    std::mutex mutex_;
    std::condition_variable wake_;
    std::multimap<std::chrono::steady_clock::time_point, Task> tasks_;
};

/// A thread a task; all are waited for at the end. Where they are held, nothing runs before
/// `let_go`.
class ThreadWorkers final : public Workers {
public:
    static constexpr bool held = true;
    explicit ThreadWorkers(bool hold = false) : hold_(hold) {}
    ~ThreadWorkers() override {
        for (auto& thread : threads_)
            thread.join();
    }
    void run_task(Executor::Task task) override {
        if (hold_)
            tasks_.push_back(std::move(task));
        else
            threads_.emplace_back(std::move(task));
    }
    /// How many it held.
    std::size_t let_go() {
        hold_ = false;
        auto tasks = std::exchange(tasks_, {});
        for (auto& task : tasks)
            threads_.emplace_back(std::move(task));
        return tasks.size();
    }

private:
    bool hold_;
    std::vector<Executor::Task> tasks_;
    std::vector<std::thread> threads_;
};

}  // namespace atlas::test
