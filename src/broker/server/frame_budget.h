// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>

#include "base/executor.h"

namespace atlas::broker {

/// Memory of large incoming frames, over all connections. A frame takes it as its bytes arrive, so
/// a client that announces a frame and sends nothing takes none. One frame may hold `share_bytes`,
/// all together `bytes_max`. A frame that needs more waits in order. The first waiting frame gets
/// an exemption from both limits, one frame at a time, so that frames that wait for each other's
/// memory complete one after the other. Owned by Server. Loop thread only.
class FrameBudget : public std::enable_shared_from_this<FrameBudget> {
public:
    struct Settings {
        std::size_t bytes_max;
        std::size_t share_bytes;
    };

    /// One frame's share, returned by its destructor. May outlive the budget.
    class Room {
    public:
        Room() = default;
        Room(const Room&) = delete;
        Room& operator=(const Room&) = delete;
        ~Room() { release(); }

        std::size_t bytes() const { return bytes_; }
        /// Whether this frame has the exemption.
        bool unlimited() const { return unlimited_; }
        void release();

    private:
        friend class FrameBudget;

        std::weak_ptr<FrameBudget> budget_;
        std::size_t bytes_ = 0;
        bool unlimited_ = false;
    };

    FrameBudget(Executor& home, Settings settings) : home_(home), settings_(settings) {}

    /// Grows `room` to `bytes`. False, without a change, if it has to wait.
    bool grow(Room& room, std::size_t bytes);
    /// Calls `again` from the executor, in order of the waiting frames, whenever `grow` may
    /// succeed, until it returns true: it has grown, or needs nothing any more.
    using Again = std::move_only_function<bool()>;
    void wait(Again again);
    /// To be called when memory was returned or a waiting frame is gone.
    void changed();

    /// Bytes held by all frames without the exempted one.
    std::size_t used() const { return used_; }
    /// Whether a frame is waiting.
    bool contended() const { return !waiting_.empty(); }

private:
    bool fits(const Room& room, std::size_t bytes) const;
    void serve();

    // Constant after construction.
    Executor& home_;
    Settings settings_;
    // Loop thread only.
    std::size_t used_ = 0;
    bool unlimited_taken_ = false;
    std::deque<Again> waiting_;
    bool serving_ = false;     // posted
    bool first_asks_ = false;  // `grow` is being called for the first waiting frame
};

}  // namespace atlas::broker
