// SPDX-License-Identifier: Apache-2.0
#include "broker/server/worker_thread.h"

namespace atlas::broker {

WorkerThread::WorkerThread() : thread_([this] { loop(); }) {}

WorkerThread::~WorkerThread() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    given_.notify_one();
    thread_.join();
}

void WorkerThread::run_task(Executor::Task task) {
    {
        const std::lock_guard lock(mutex_);
        tasks_.push_back(std::move(task));
    }
    given_.notify_one();
}

void WorkerThread::loop() {
    std::unique_lock lock(mutex_);
    while (true) {
        given_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
        if (tasks_.empty()) return;
        auto task = std::move(tasks_.front());
        tasks_.pop_front();
        lock.unlock();
        task();
        lock.lock();
    }
}

}  // namespace atlas::broker
