// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/executor.h"
#include "linux/fd.h"

namespace atlas::broker {

/// The broker's network thread over epoll: runs socket handlers, timers and posted tasks one after
/// the other. `post`, `post_after` and `stop` from any thread; the rest only on the loop's thread
/// or before `run`. Owned by main.
class EventLoop final : public Executor {
public:
    using Ready = std::function<void(std::uint32_t events)>;

    static Result<std::unique_ptr<EventLoop>> open();

    /// Calls `ready` as long as one of `events` (EPOLLIN, EPOLLOUT) applies; level-triggered. The
    /// caller owns the descriptor and must remove it before closing it.
    Result<> add(int descriptor, std::uint32_t events, Ready ready);
    void change(int descriptor, std::uint32_t events);
    void remove(int descriptor);

    void post(Task task) override;
    void post_after(std::chrono::milliseconds delay, Task task) override;

    /// Runs on the calling thread until `stop`. Tasks still posted then never run.
    void run();
    void stop();

private:
    using Moment = std::chrono::steady_clock::time_point;

    EventLoop(linux::Fd epoll, linux::Fd wake) : epoll_(std::move(epoll)), wake_(std::move(wake)) {}
    int wait_ms();
    void dispatch(int descriptor, std::uint32_t events);
    void run_posted();
    void run_due();
    void wake();

    // Constant after construction.
    linux::Fd epoll_;
    linux::Fd wake_;
    // Loop thread only.
    std::unordered_map<int, std::shared_ptr<Ready>> watched_;
    std::multimap<Moment, Task> timers_;
    // Any thread.
    std::atomic<std::thread::id> thread_;  // none before `run`
    std::atomic<bool> stopped_ = false;
    std::mutex mutex_;
    std::vector<Task> posted_;                           // Guarded by mutex_.
    std::vector<std::pair<Moment, Task>> posted_later_;  // Guarded by mutex_.
};

}  // namespace atlas::broker
