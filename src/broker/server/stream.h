// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "linux/fd.h"

namespace atlas::broker {

/// A connected non-blocking socket, plain or with TLS. Owned by its connection. Loop thread only.
class Stream {
public:
    enum class State : std::uint8_t { done, would_block, closed };
    struct Outcome {
        State state = State::closed;
        std::size_t bytes = 0;  // if done: at least one
        /// For a read: no more bytes are buffered, and epoll reports the next ones.
        bool drained = false;
    };

    virtual ~Stream() = default;
    virtual int descriptor() const = 0;
    virtual Outcome read(std::span<char> into) = 0;
    virtual Outcome write(std::string_view bytes) = 0;
    /// True if the last read (or the TLS handshake) waits until the socket is writable.
    virtual bool read_wants_write() const { return false; }
    /// Sends TLS close_notify if that does not block.
    virtual void shut_down() {}
};

std::unique_ptr<Stream> plain_stream(linux::Fd socket);

}  // namespace atlas::broker
