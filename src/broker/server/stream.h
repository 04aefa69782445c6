// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "linux/fd.h"

namespace atlas::broker {

/// A connected non-blocking socket, in clear or through TLS. Loop thread only.
class Stream {
public:
    enum class State : std::uint8_t { done, would_block, closed };
    struct Outcome {
        State state = State::closed;
        std::size_t bytes = 0;  // moved, when done; at least one
        /// Of a read: nothing more is there for now; what comes later wakes a poll.
        bool drained = false;
    };

    virtual ~Stream() = default;
    virtual int descriptor() const = 0;
    virtual Outcome read(std::span<char> into) = 0;
    virtual Outcome write(std::string_view bytes) = 0;
    /// True while a read (or the TLS handshake) can only go on once the socket takes bytes.
    virtual bool read_wants_write() const { return false; }
    /// Says goodbye (TLS close_notify) as far as that goes without waiting.
    virtual void shut_down() {}
};

std::unique_ptr<Stream> plain_stream(linux::Fd socket);

}  // namespace atlas::broker
