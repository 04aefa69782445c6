// SPDX-License-Identifier: Apache-2.0
#include "broker/server/memory_budget.h"

#include <algorithm>

namespace atlas::broker {

using Room = MemoryBudget::Room;

Room& Room::operator=(Room&& other) noexcept {
    if (this == &other) return *this;
    resize(0);
    budget_ = std::move(other.budget_);
    bytes_ = std::exchange(other.bytes_, 0);
    return *this;
}

void Room::resize(std::size_t bytes) {
    const auto before = std::exchange(bytes_, bytes);
    if (before == bytes) return;
    const auto budget = budget_.lock();
    if (!budget) return;
    budget->used_ = budget->used_ - before + bytes;
    if (bytes < before) budget->changed();
}

void Room::join(Room other) {
    if (bytes_ == 0) {
        *this = std::move(other);
    } else {
        bytes_ += std::exchange(other.bytes_, 0);
    }
}

std::optional<Room> MemoryBudget::take(std::size_t least, std::size_t most) {
    return contended() ? std::nullopt : take_now(least, most);
}

std::optional<Room> MemoryBudget::take_now(std::size_t least, std::size_t most) {
    const auto left = bytes_max_ - std::min(used_, bytes_max_);
    if (left < std::min(least, bytes_max_)) return std::nullopt;
    const auto bytes = std::min(most, left);
    used_ += bytes;
    return Room(weak_from_this(), bytes);
}

void MemoryBudget::wait(std::size_t least, std::size_t most, Granted granted) {
    waiting_.push_back({least, most, std::move(granted)});
    changed();
}

void MemoryBudget::changed() {
    // Posted, because the caller may be in the middle of changing its own state.
    if (waiting_.empty() || std::exchange(serving_, true)) return;
    home_.post([weak = weak_from_this()] {
        if (auto self = weak.lock()) self->serve();
    });
}

void MemoryBudget::serve() {
    serving_ = false;
    while (!waiting_.empty()) {
        auto room = take_now(waiting_.front().least, waiting_.front().most);
        if (!room) return;
        auto granted = std::move(waiting_.front().granted);
        waiting_.pop_front();
        granted(std::move(*room));
    }
}

}  // namespace atlas::broker
