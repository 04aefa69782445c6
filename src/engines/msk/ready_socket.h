// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "linux/fd.h"

namespace atlas::engines::msk {

/// Where a broker says that it serves: a datagram socket in its folder, bound anew by whoever waits
/// for it. What was said before is lost: bind it first, ask the broker, then wait. For workers.
class ReadySocket {
public:
    static Result<ReadySocket> bind(const std::string& folder);

    /// Whether word came: within `limit`, and before it was given up.
    bool wait(std::chrono::milliseconds limit, const std::stop_token& given_up) const;

private:
    explicit ReadySocket(linux::Fd socket) : socket_(std::move(socket)) {}

    linux::Fd socket_;
};

}  // namespace atlas::engines::msk
