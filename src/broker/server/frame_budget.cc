// SPDX-License-Identifier: Apache-2.0
#include "broker/server/frame_budget.h"

namespace atlas::broker {

void FrameBudget::Room::release() {
    const auto bytes = std::exchange(bytes_, 0);
    const bool unlimited = std::exchange(unlimited_, false);
    const auto budget = std::exchange(budget_, {}).lock();
    if (!budget) return;
    if (unlimited) {
        budget->unlimited_taken_ = false;
    } else {
        budget->used_ -= bytes;
    }
    budget->changed();
}

bool FrameBudget::fits(const Room& room, std::size_t bytes) const {
    return bytes <= settings_.share_bytes && used_ - room.bytes_ + bytes <= settings_.bytes_max;
}

bool FrameBudget::grow(Room& room, std::size_t bytes) {
    if (room.unlimited_) {
        room.bytes_ = bytes;
        return true;
    }
    // Only the frame that has waited longest may get the exemption.
    const bool may_go_first = !unlimited_taken_ && (waiting_.empty() || first_asks_);
    if (!fits(room, bytes) && !may_go_first) return false;
    used_ -= room.bytes_;
    if (fits(Room(), bytes)) {
        used_ += bytes;
    } else {
        room.unlimited_ = unlimited_taken_ = true;
    }
    room.bytes_ = bytes;
    room.budget_ = weak_from_this();
    return true;
}

void FrameBudget::wait(Again again) {
    waiting_.push_back(std::move(again));
    changed();
}

void FrameBudget::changed() {
    // Posted, because the caller may be in the middle of changing its own state.
    if (waiting_.empty() || std::exchange(serving_, true)) return;
    home_.post([weak = weak_from_this()] {
        if (auto self = weak.lock()) self->serve();
    });
}

void FrameBudget::serve() {
    serving_ = false;
    while (!waiting_.empty()) {
        auto again = std::move(waiting_.front());
        waiting_.pop_front();
        first_asks_ = true;
        const bool done = again();
        first_asks_ = false;
        if (done) continue;
        waiting_.push_front(std::move(again));
        return;
    }
}

}  // namespace atlas::broker
