// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "broker/server/reply.h"

namespace atlas::broker {

/// What speaks over one connection. Owned by it. Loop thread only.
class Session {
public:
    virtual ~Session() = default;
    /// One frame without its size, in the order of arrival.
    virtual void on_frame(std::string frame, Reply reply) = 0;
    /// The largest frame it takes now; a larger one closes the connection unread.
    virtual std::size_t frame_bytes_max() const = 0;
    /// False until it knows who speaks: such a connection is closed after a while.
    virtual bool established() const = 0;
};

/// Makes the session of a connection from `peer` (its address without port).
using OpenSession = std::function<std::unique_ptr<Session>(std::string peer)>;

}  // namespace atlas::broker
