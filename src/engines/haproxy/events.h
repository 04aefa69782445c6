// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/executor.h"
#include "base/result.h"

namespace atlas::engines::haproxy {

/// Hears what HAProxy processes log (a server went up or down): one thread over the datagram
/// sockets of all balancers, told by the kernel. Start, add and remove from the home thread.
class Events {
public:
    /// `heard` runs on `home` with the balancer's id, for every datagram.
    static Result<std::unique_ptr<Events>> open(
        Executor& home, std::function<void(const std::string& id)> heard
    );
    virtual ~Events() = default;
    /// Listens on a socket file, made anew and given to `uid`.
    virtual Result<> add(const std::string& id, const std::string& path, int uid) = 0;
    virtual void remove(const std::string& id) = 0;
};

}  // namespace atlas::engines::haproxy
