// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "broker/server/memory_budget.h"

namespace atlas::broker {

/// Who puts answers in the order of their requests: a connection. Loop thread only.
class ReplySink {
public:
    virtual ~ReplySink() = default;
    /// An answer: an empty frame for none; `last`: the connection closes after it; `room`: what
    /// the frame holds of a budget, until it has left.
    struct Answer {
        std::string frame;
        bool last = false;
        MemoryBudget::Room room;
    };
    virtual void finish(std::uint64_t sequence, Answer answer) = 0;
};

/// The place of one answer in its connection's order. Used once: `send`, `skip` or `close`. One
/// that is dropped unused closes the connection, so that no client waits for ever. Outlives its
/// connection without harm. Loop thread only.
class Reply {
public:
    Reply(std::weak_ptr<ReplySink> sink, std::uint64_t sequence)
        : sink_(std::move(sink)), sequence_(sequence) {}
    Reply(Reply&& other) noexcept = default;
    Reply& operator=(Reply&&) = delete;
    ~Reply();

    /// Whether somebody still waits for it.
    bool wanted() const { return !sink_.expired(); }
    /// `frame` with its size in front; leaves once all earlier answers have left.
    void send(std::string frame, MemoryBudget::Room room = {});
    /// The same, and then the connection closes.
    void send_last(std::string frame);
    /// There is no answer (acks=0); later ones do not wait for it.
    void skip();
    /// Earlier answers leave, then the connection closes.
    void close();

private:
    void finish(ReplySink::Answer answer);

    std::weak_ptr<ReplySink> sink_;
    std::uint64_t sequence_;
};

}  // namespace atlas::broker
