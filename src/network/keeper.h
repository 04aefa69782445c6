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

/// Waits on its own thread until watched descriptors (pidfds, netlink sockets) become readable.
/// Each watch reports once; call `watch` again to continue. Any thread.
class Keeper {
public:
    /// `ended` is called on the keeper's thread with the watched key. If it returns false, it is
    /// called again after one second.
    static Result<std::unique_ptr<Keeper>> start(std::function<bool(const std::string&)> ended);
    /// Waits for a running call of `ended`.
    ~Keeper();
    Keeper(const Keeper&) = delete;
    Keeper& operator=(const Keeper&) = delete;

    /// Keeps a duplicate of the descriptor and replaces the one watched under the same key.
    Result<> watch(const std::string& key, const linux::Fd& process);
    /// Closes the duplicate, at the latest when the thread has woken up. A running call of `ended`
    /// may watch the key again: callers first make that impossible.
    void forget(const std::string& key);

private:
    Keeper(std::function<bool(const std::string&)> ended, linux::Fd wake)
        : ended_(std::move(ended)), wake_(std::move(wake)) {}
    void run();
    std::string wait_for_end();
    void signal();

    const std::function<bool(const std::string&)> ended_;
    const linux::Fd wake_;  // eventfd: wakes the thread
    std::mutex mutex_;
    // Guarded by mutex_.
    std::map<std::string, std::shared_ptr<linux::Fd>> watched_;
    std::map<std::string, std::chrono::steady_clock::time_point> again_;  // key → next attempt
    bool stopping_ = false;
    // Constant after the start.
    std::thread thread_;
};

}  // namespace atlas::network
