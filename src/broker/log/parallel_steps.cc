// SPDX-License-Identifier: Apache-2.0
#include "broker/log/parallel_steps.h"

namespace atlas::broker {

ParallelSteps::~ParallelSteps() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    begins_.notify_all();
    for (auto& thread : threads_)
        thread.join();
}

void ParallelSteps::take_steps() {
    for (auto i = next_++; i < count_; i = next_++)
        (*step_)(i);
}

void ParallelSteps::run(std::size_t count, const std::function<void(std::size_t)>& step) {
    while (threads_.size() < threads_max_ && threads_.size() + 1 < count) {
        threads_.emplace_back([this] { help(); });
    }
    {
        std::lock_guard lock(mutex_);
        step_ = &step;
        count_ = count;
        next_ = 0;
        ++round_;
    }
    if (count > 1) begins_.notify_all();
    take_steps();
    // Only helpers that have started are awaited. One that wakes later sees step_ == nullptr.
    std::unique_lock lock(mutex_);
    ends_.wait(lock, [this] { return at_work_ == 0; });
    step_ = nullptr;
    count_ = 0;
}

void ParallelSteps::help() {
    std::uint64_t done = 0;
    std::unique_lock lock(mutex_);
    while (true) {
        begins_.wait(lock, [&] { return stopping_ || (round_ != done && step_ != nullptr); });
        if (stopping_) return;
        done = round_;
        ++at_work_;
        lock.unlock();
        take_steps();
        lock.lock();
        if (--at_work_ == 0) ends_.notify_one();
    }
}

}  // namespace atlas::broker
