// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "base/executor.h"

namespace atlas::broker {

/// Bytes that one kind of buffer may hold at once, over all connections. Who finds too few waits in
/// the order of asking, so that a large wish is not passed by small ones for ever. Loop thread
/// only.
class MemoryBudget : public std::enable_shared_from_this<MemoryBudget> {
public:
    /// Bytes taken out, given back with the last word on them. Outlives its budget without harm.
    class Room {
    public:
        Room() = default;
        Room(Room&& other) noexcept
            : budget_(std::move(other.budget_)), bytes_(std::exchange(other.bytes_, 0)) {}
        Room& operator=(Room&& other) noexcept;
        ~Room() { resize(0); }

        std::size_t bytes() const { return bytes_; }
        /// To what is really used. May be more than was there: then all others wait until it is
        /// paid back.
        void resize(std::size_t bytes);
        /// Takes over another one of the same budget.
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

    /// As much as there is, at most `most`; nothing where that is less than `least` or somebody
    /// waits. A budget that is not in use at all gives what it has even below `least`.
    std::optional<Room> take(std::size_t least, std::size_t most);
    /// The same, as soon as it is this one's turn; called from the executor.
    void wait(std::size_t least, std::size_t most, Granted granted);

    std::size_t bytes_max() const { return bytes_max_; }
    std::size_t used() const { return used_; }
    /// Whether somebody waits.
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
