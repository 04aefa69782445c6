// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>

#include "base/executor.h"

namespace atlas::broker {

/// The memory of large frames while they arrive, over all connections. A frame takes it as its
/// bytes arrive, so a client that announces a frame and sends nothing holds nothing. One frame
/// holds at most `share_bytes`, all together hold at most `bytes_max`. A frame that needs more
/// waits, in order; beside the rest one frame at a time, the first of those that wait, has no
/// limit, so frames that wait for each other's memory complete one after the other. Loop thread
/// only.
class FrameBudget : public std::enable_shared_from_this<FrameBudget> {
public:
    struct Settings {
        std::size_t bytes_max;
        std::size_t share_bytes;
    };

    /// What one frame holds; given back when it ends. Outlives its budget without harm.
    class Room {
    public:
        Room() = default;
        Room(const Room&) = delete;
        Room& operator=(const Room&) = delete;
        ~Room() { release(); }

        std::size_t bytes() const { return bytes_; }
        /// Whether this is the one frame without a limit.
        bool unlimited() const { return unlimited_; }
        void release();

    private:
        friend class FrameBudget;

        std::weak_ptr<FrameBudget> budget_;
        std::size_t bytes_ = 0;
        bool unlimited_ = false;
    };

    FrameBudget(Executor& home, Settings settings) : home_(home), settings_(settings) {}

    /// From now on `room` holds `bytes`; false, and nothing changed, where it has to wait.
    bool grow(Room& room, std::size_t bytes);
    /// Calls `again` from the executor whenever `grow` might succeed and it is this one's turn,
    /// until it answers true: it grew, or wants no more.
    using Again = std::move_only_function<bool()>;
    void wait(Again again);
    /// Something came back, or somebody who waited is gone.
    void changed();

    /// What all hold, the one without a limit left out.
    std::size_t used() const { return used_; }
    /// Whether somebody waits.
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
    bool first_asks_ = false;  // `grow` is called by the first that waits
};

}  // namespace atlas::broker
