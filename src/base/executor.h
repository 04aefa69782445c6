// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <map>

#include "base/result.h"

namespace atlas {

/// A thread as a queue of tasks, for example the region thread or the broker's event loop. Tasks
/// run one after another, in the order in which they were posted; they must not throw. Both
/// functions may be called from any thread.
class Executor {
public:
    using Task = std::move_only_function<void()>;
    virtual ~Executor() = default;
    virtual void post(Task task) = 0;
    /// Runs the task on this executor once `delay` has passed. There is no cancellation: guard the
    /// task with a Lifetime. Tasks that are still waiting when the executor stops are dropped.
    virtual void post_after(std::chrono::milliseconds delay, Task task) = 0;
};

/// A pool of threads for blocking work, such as starting a process or a file system call. Tasks run
/// concurrently and in no particular order.
class Workers {
public:
    virtual ~Workers() = default;
    /// Runs `work` on a worker, then posts `then` with its result to `home`, which must outlive the
    /// work. `then` may never be called if `home` or the pool stops first.
    template <typename T>
    void run(
        std::move_only_function<T()> work, Executor& home, std::move_only_function<void(T)> then
    ) {
        run_task([work = std::move(work), &home, then = std::move(then)]() mutable {
            home.post([result = work(), then = std::move(then)]() mutable {
                then(std::move(result));
            });
        });
    }
    virtual void run_task(Executor::Task task) = 0;
};

/// For tests: runs tasks only within `run_all` and `advance`, on the caller's thread, and keeps a
/// time of its own that starts at zero. One thread.
class ManualExecutor final : public Executor {
public:
    void post(Task task) override { post_after(std::chrono::milliseconds(0), std::move(task)); }
    void post_after(std::chrono::milliseconds delay, Task task) override;
    /// Runs every task that is due, and the tasks that those post, until none is due.
    void run_all();
    /// Moves the time forward and runs each task when it falls due, in order of time.
    void advance(std::chrono::milliseconds by);
    /// How many tasks have not run yet.
    std::size_t waiting() const { return tasks_.size(); }

private:
    std::multimap<std::chrono::milliseconds, Task> tasks_;
    std::chrono::milliseconds now_{0};
};

/// For tests: runs each task immediately on the calling thread.
class InlineWorkers final : public Workers {
public:
    void run_task(Executor::Task task) override { task(); }
};

}  // namespace atlas
