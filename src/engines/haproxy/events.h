// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/executor.h"
#include "base/result.h"

namespace atlas::engines::haproxy {

/// Receives the log messages of all HAProxy processes (a server went up or down) on one thread with
/// epoll. Call open, add and remove on the home thread.
class Events {
public:
    /// `heard` is called on `home` with the balancer's id after its process has logged something.
    static Result<std::unique_ptr<Events>> open(
        Executor& home, std::function<void(const std::string& id)> heard
    );
    virtual ~Events() = default;
    /// Listens on a new socket file that belongs to `uid`.
    virtual Result<> add(const std::string& id, const std::string& path, int uid) = 0;
    virtual void remove(const std::string& id) = 0;
};

}  // namespace atlas::engines::haproxy
