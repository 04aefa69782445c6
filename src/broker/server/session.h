// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "broker/server/reply.h"

namespace atlas::broker {

/// The protocol on one connection. Owned by the connection. Loop thread only.
class Session {
public:
    virtual ~Session() = default;
    /// Called with each frame, without its size, in the order of arrival. Answers through `reply`,
    /// at once or later.
    virtual void on_frame(std::string frame, Reply reply) = 0;
    /// The largest frame accepted in the present state; a larger one closes the connection.
    virtual std::size_t frame_bytes_max() const = 0;
    /// Whether the client is authenticated. Otherwise the connection closes after
    /// limits::establish.
    virtual bool established() const = 0;
};

/// Creates the session of a connection from `peer` (IP address without port).
using OpenSession = std::function<std::unique_ptr<Session>(std::string peer)>;

}  // namespace atlas::broker
