// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "broker/server/memory_budget.h"

namespace atlas::broker {

/// Receives answers and sends them in the order of the requests; implemented by Connection. Loop
/// thread only.
class ReplySink {
public:
    virtual ~ReplySink() = default;
    /// An empty frame means no answer. `last`: close the connection after it. `room`: the frame's
    /// share of a budget, released once the frame has been sent.
    struct Answer {
        std::string frame;
        bool last = false;
        MemoryBudget::Room room;
    };
    virtual void finish(std::uint64_t sequence, Answer answer) = 0;
};

/// The right to give one answer, at its place in the connection's order. Used once: `send`,
/// `send_last`, `skip` or `close`. If it is destroyed unused, the connection closes, so that no
/// client waits forever. May outlive its connection. Loop thread only.
class Reply {
public:
    Reply(std::weak_ptr<ReplySink> sink, std::uint64_t sequence)
        : sink_(std::move(sink)), sequence_(sequence) {}
    Reply(Reply&& other) noexcept = default;
    Reply& operator=(Reply&&) = delete;
    ~Reply();

    /// False once the connection is gone.
    bool wanted() const { return !sink_.expired(); }
    /// `frame` begins with its size. It is sent after all earlier answers.
    void send(std::string frame, MemoryBudget::Room room = {});
    /// The same, and closes the connection after it.
    void send_last(std::string frame);
    /// Gives no answer (acks=0), so that later answers can be sent.
    void skip();
    /// Closes the connection once all earlier answers have been sent.
    void close();

private:
    void finish(ReplySink::Answer answer);

    std::weak_ptr<ReplySink> sink_;
    std::uint64_t sequence_;
};

}  // namespace atlas::broker
