// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/result.h"
#include "linux/fd.h"

namespace atlas::network {

/// Watches processes by their pidfds on a thread of its own and tells, on that thread, when one has
/// ended. Telling is once: watch again what was started anew. Any thread.
class Keeper {
public:
    /// `ended` is called with the key that was watched; true = done, false = try again in a second.
    static Result<std::unique_ptr<Keeper>> start(std::function<bool(const std::string&)> ended);
    /// Waits for a call that is running.
    ~Keeper();
    Keeper(const Keeper&) = delete;
    Keeper& operator=(const Keeper&) = delete;

    /// Keeps a duplicate of the descriptor; replaces the one of the same key.
    Result<> watch(const std::string& key, const linux::Fd& process);
    void forget(const std::string& key);

private:
    Keeper(std::function<bool(const std::string&)> ended, linux::Fd wake)
        : ended_(std::move(ended)), wake_(std::move(wake)) {}
    void run();
    std::string wait_for_end();
    void signal();

    const std::function<bool(const std::string&)> ended_;
    const linux::Fd wake_;  // an eventfd: look again
    std::mutex mutex_;
    // Guarded by mutex_.
    std::map<std::string, std::shared_ptr<linux::Fd>> watched_;
    std::map<std::string, std::chrono::steady_clock::time_point> again_;
    bool stopping_ = false;
    // Constant after the start.
    std::thread thread_;
};

}  // namespace atlas::network
