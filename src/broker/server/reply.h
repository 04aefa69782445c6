// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace atlas::broker {

class Connection;

/// The place of one answer in its connection's order. Used once: `send`, `skip` or `close`. One
/// that is dropped unused closes the connection, so that no client waits for ever. Outlives its
/// connection without harm. Loop thread only.
class Reply {
public:
    Reply(std::weak_ptr<Connection> connection, std::uint64_t sequence)
        : connection_(std::move(connection)), sequence_(sequence) {}
    Reply(Reply&& other) noexcept = default;
    Reply& operator=(Reply&&) = delete;
    ~Reply();

    /// `frame` with its size in front; leaves once all earlier answers have left.
    void send(std::string frame);
    /// The same, and then the connection closes.
    void send_last(std::string frame);
    /// There is no answer (acks=0); later ones do not wait for it.
    void skip();
    /// Earlier answers leave, then the connection closes.
    void close();

private:
    std::shared_ptr<Connection> take();

    std::weak_ptr<Connection> connection_;
    std::uint64_t sequence_;
};

}  // namespace atlas::broker
