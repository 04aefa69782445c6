// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "base/executor.h"

namespace atlas::broker {

/// Bounds the bytes that one kind of buffer holds, over all connections. Requests that find too
/// little wait in order, so that small ones cannot starve a large one. Loop thread only.
class MemoryBudget : public std::enable_shared_from_this<MemoryBudget> {
public:
    /// Bytes taken from the budget, returned by its destructor. May outlive the budget.
    class Room {
    public:
        Room() = default;
        Room(Room&& other) noexcept
            : budget_(std::move(other.budget_)), bytes_(std::exchange(other.bytes_, 0)) {}
        Room& operator=(Room&& other) noexcept;
        ~Room() { resize(0); }

        std::size_t bytes() const { return bytes_; }
        /// Sets the bytes to what is really used. May overdraw the budget: then all others wait
        /// until enough has been returned.
        void resize(std::size_t bytes);
        /// Adds the bytes of another Room of the same budget.
        void join(Room other);

    private:
        friend class MemoryBudget;
        Room(std::weak_ptr<MemoryBudget> budget, std::size_t bytes)
            : budget_(std::move(budget)), bytes_(bytes) {}

        std::weak_ptr<MemoryBudget> budget_;
        std::size_t bytes_ = 0;
    };
    using Granted = std::move_only_function<void(Room)>;

    MemoryBudget(Executor& home, std::size_t bytes_max) : home_(home), bytes_max_(bytes_max) {}

    /// Takes what is free, at most `most`. Nothing if that is less than `least` or others are
    /// waiting. A `least` above the whole budget counts as the whole budget.
    std::optional<Room> take(std::size_t least, std::size_t most);
    /// The same in order of the calls, later: `granted` is called from the executor.
    void wait(std::size_t least, std::size_t most, Granted granted);

    std::size_t bytes_max() const { return bytes_max_; }
    std::size_t used() const { return used_; }
    /// Whether a request is waiting.
    bool contended() const { return !waiting_.empty(); }

private:
    struct Waiting {
        std::size_t least;
        std::size_t most;
        Granted granted;
    };
    std::optional<Room> take_now(std::size_t least, std::size_t most);
    void changed();
    void serve();

    // Constant after construction.
    Executor& home_;
    std::size_t bytes_max_;
    // Loop thread only.
    std::size_t used_ = 0;
    std::deque<Waiting> waiting_;
    bool serving_ = false;  // posted
};

}  // namespace atlas::broker
