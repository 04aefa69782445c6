// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <map>

#include "base/result.h"

namespace atlas {

/// A place where work runs, one piece after another in the order it was posted: the region thread,
/// an io thread. What is posted may not throw. `post` may be called from any thread.
class Executor {
public:
    using Task = std::move_only_function<void()>;
    virtual ~Executor() = default;
    virtual void post(Task task) = 0;
    /// Runs the task here once `delay` has passed. Tasks still waiting at stop are dropped.
    virtual void post_after(std::chrono::milliseconds delay, Task task) = 0;
};

/// Threads for slow work (starting a process, file system calls): tasks run side by side, in no
/// order.
class Workers {
public:
    virtual ~Workers() = default;
    /// Runs `work` on a worker, then posts `then` with its result to `home`.
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

/// For tests: keeps what was posted until `run_all`; time is a number. One thread.
class ManualExecutor final : public Executor {
public:
    void post(Task task) override { post_after(std::chrono::milliseconds(0), std::move(task)); }
    void post_after(std::chrono::milliseconds delay, Task task) override;
    /// Runs all that is due now, and what that posts, until nothing is due.
    void run_all();
    /// Moves time on and runs what falls due, in order of time.
    void advance(std::chrono::milliseconds by);
    std::size_t waiting() const { return tasks_.size(); }

private:
    std::multimap<std::chrono::milliseconds, Task> tasks_;
    std::chrono::milliseconds now_{0};
};

/// For tests: runs each task at once on the calling thread.
class InlineWorkers final : public Workers {
public:
    void run_task(Executor::Task task) override { task(); }
};

}  // namespace atlas
