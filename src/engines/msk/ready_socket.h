// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "linux/fd.h"

namespace atlas::engines::msk {

/// The datagram socket in a broker's folder on which the broker reports that it serves. Whoever
/// waits binds it again, and messages sent before that are lost. Therefore bind it first, then ask
/// the broker, then wait. Blocking; for workers.
class ReadySocket {
public:
    static Result<ReadySocket> bind(const std::string& folder);

    /// Whether a message arrived within `limit` and before `given_up` was requested.
    bool wait(std::chrono::milliseconds limit, const std::stop_token& given_up) const;

private:
    explicit ReadySocket(linux::Fd socket) : socket_(std::move(socket)) {}

    linux::Fd socket_;
};

}  // namespace atlas::engines::msk
