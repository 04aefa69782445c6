// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/inflight_budget.h"

#include <utility>

namespace atlas::ingestion {

InflightBudget::Hold::Hold(Hold&& other) noexcept
    : budget_(other.budget_), bytes_(std::exchange(other.bytes_, 0)) {}

bool InflightBudget::Hold::resize(std::size_t bytes) {
    if (bytes > bytes_ && !budget_->take(bytes - bytes_)) return false;
    if (bytes < bytes_) budget_->held_bytes_ -= bytes_ - bytes;
    bytes_ = bytes;
    return true;
}

void InflightBudget::Hold::release() {
    budget_->held_bytes_ -= std::exchange(bytes_, 0);
}

bool InflightBudget::take(std::size_t bytes) {
    // Compared before it is added, so that a refused request does not cause others to be refused.
    std::size_t held = held_bytes_;
    do {
        if (held > bytes_max_ || bytes > bytes_max_ - held) return false;
    } while (!held_bytes_.compare_exchange_weak(held, held + bytes));
    return true;
}

}  // namespace atlas::ingestion
