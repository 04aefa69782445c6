// SPDX-License-Identifier: Apache-2.0
#include "broker/server/event_loop.h"

#include <array>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/check.h"
#include "linux/error.h"

namespace atlas::broker {

Result<std::unique_ptr<EventLoop>> EventLoop::open() {
    linux::Fd epoll(::epoll_create1(EPOLL_CLOEXEC));
    if (!epoll) return linux::last_error("epoll_create1");
    linux::Fd wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!wake) return linux::last_error("eventfd");
    epoll_event event{.events = EPOLLIN, .data = {.fd = wake.number()}};
    if (::epoll_ctl(epoll.number(), EPOLL_CTL_ADD, wake.number(), &event) != 0)
        return linux::last_error("epoll_ctl");
    return std::unique_ptr<EventLoop>(new EventLoop(std::move(epoll), std::move(wake)));
}

Result<> EventLoop::add(int descriptor, std::uint32_t events, Ready ready) {
    epoll_event event{.events = events, .data = {.fd = descriptor}};
    if (::epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, descriptor, &event) != 0)
        return linux::last_error("epoll_ctl");
    watched_[descriptor] = std::make_shared<Ready>(std::move(ready));
    return {};
}

void EventLoop::change(int descriptor, std::uint32_t events) {
    epoll_event event{.events = events, .data = {.fd = descriptor}};
    const int changed = ::epoll_ctl(epoll_.number(), EPOLL_CTL_MOD, descriptor, &event);
    ATLAS_CHECK(changed == 0, "a watched descriptor can be changed");
}

void EventLoop::remove(int descriptor) {
    if (watched_.erase(descriptor) > 0)
        ::epoll_ctl(epoll_.number(), EPOLL_CTL_DEL, descriptor, nullptr);
}

void EventLoop::post(Task task) {
    bool first = false;
    {
        const std::lock_guard lock(mutex_);
        first = posted_.empty() && posted_later_.empty();
        posted_.push_back(std::move(task));
    }
    // The loop's own thread checks the queue before it waits anyway.
    if (first && std::this_thread::get_id() != thread_) wake();
}

void EventLoop::post_after(std::chrono::milliseconds delay, Task task) {
    const auto due = std::chrono::steady_clock::now() + delay;
    if (std::this_thread::get_id() == thread_) {
        timers_.emplace(due, std::move(task));
        return;
    }
    bool first = false;
    {
        const std::lock_guard lock(mutex_);
        first = posted_.empty() && posted_later_.empty();
        posted_later_.emplace_back(due, std::move(task));
    }
    if (first) wake();
}

void EventLoop::wake() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(wake_.number(), &one, sizeof one);
}

int EventLoop::wait_ms() {
    {
        const std::lock_guard lock(mutex_);
        if (!posted_.empty() || !posted_later_.empty()) return 0;
    }
    if (timers_.empty()) return -1;
    const auto left = timers_.begin()->first - std::chrono::steady_clock::now();
    if (left <= left.zero()) return 0;
    return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(left).count());
}

void EventLoop::run_posted() {
    // One batch per turn: tasks that post tasks cannot starve the sockets.
    std::vector<Task> tasks;
    {
        const std::lock_guard lock(mutex_);
        tasks.swap(posted_);
        for (auto& [due, task] : posted_later_)
            timers_.emplace(due, std::move(task));
        posted_later_.clear();
    }
    for (auto& task : tasks)
        task();
}

void EventLoop::run_due() {
    const auto now = std::chrono::steady_clock::now();
    while (!timers_.empty() && timers_.begin()->first <= now) {
        auto task = std::move(timers_.begin()->second);
        timers_.erase(timers_.begin());
        task();
    }
}

void EventLoop::dispatch(int descriptor, std::uint32_t events) {
    if (descriptor == wake_.number()) {
        std::uint64_t count = 0;
        [[maybe_unused]] const auto taken = ::read(descriptor, &count, sizeof count);
        return;
    }
    auto found = watched_.find(descriptor);
    if (found == watched_.end()) return;  // Removed by an earlier event of the same epoll_wait.
    const auto ready = found->second;     // Keeps the handler alive if it removes itself.
    (*ready)(events);
}

void EventLoop::run() {
    thread_ = std::this_thread::get_id();
    std::array<epoll_event, 256> events;
    while (!stopped_) {
        const int count =
            ::epoll_wait(epoll_.number(), events.data(), int{events.size()}, wait_ms());
        for (int index = 0; index < count; ++index)
            dispatch(
                events[static_cast<std::size_t>(index)].data.fd,
                events[static_cast<std::size_t>(index)].events
            );
        run_due();
        run_posted();
    }
}

void EventLoop::stop() {
    stopped_ = true;
    wake();
}

}  // namespace atlas::broker
