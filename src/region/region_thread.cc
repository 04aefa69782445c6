// SPDX-License-Identifier: Apache-2.0
#include "region/region_thread.h"

namespace atlas::region {

void RegionThread::post(Task task) {
    bool first = false;
    {
        std::lock_guard lock(mutex_);
        ready_.push_back(std::move(task));
        first = ready_.size() == 1;
    }
    // Notify after unlocking: woken earlier, the thread would only block on the lock.
    if (first) wake_.notify_one();
}

void RegionThread::post_after(std::chrono::milliseconds delay, Task task) {
    std::lock_guard lock(mutex_);
    auto at = std::chrono::steady_clock::now() + delay;
    bool first = timers_.empty() || at < timers_.begin()->first;
    timers_.emplace(at, std::move(task));
    if (first) wake_.notify_one();
}

std::vector<Executor::Task> RegionThread::take() {
    std::unique_lock lock(mutex_);
    for (;;) {
        if (stopping_) return {};
        auto now = std::chrono::steady_clock::now();
        while (!timers_.empty() && timers_.begin()->first <= now) {
            ready_.push_back(std::move(timers_.begin()->second));
            timers_.erase(timers_.begin());
        }
        if (!ready_.empty()) return std::exchange(ready_, {});
        if (timers_.empty()) {
            wake_.wait(lock);
        } else {
            wake_.wait_until(lock, timers_.begin()->first);
        }
    }
}

void RegionThread::run() {
    for (;;) {
        auto tasks = take();
        if (tasks.empty()) return;
        for (auto& task : tasks)
            task();
    }
}

void RegionThread::stop() {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_one();
}

}  // namespace atlas::region
