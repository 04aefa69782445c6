// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/events_body.h"

#include <algorithm>

namespace atlas::ingestion {

EventsBody::EventsBody(EventsHead head, std::size_t bytes_max, InflightBudget::Hold hold)
    : bytes_max_(bytes_max),
      head_(std::move(head)),
      fate_(head_.refusal ? Fate::refused_by_head : Fate::held),
      hold_(std::move(hold)) {}

Result<> EventsBody::write(std::string_view bytes) {
    seen_ += bytes.size();
    if (fate_ == Fate::held) keep(bytes);
    if (seen_ > bytes_max_ + patience_bytes) {
        return Error(ErrorCode::exhausted, "the body does not end");
    }
    return {};
}

void EventsBody::keep(std::string_view bytes) {
    if (seen_ > bytes_max_) {
        fate_ = Fate::too_large;
    } else if (seen_ > bytes_.capacity()) {
        // Doubled by hand, since what counts is the memory and not the bytes in it. Taken as bytes
        // arrive, not as they are announced: an announcement costs its sender nothing.
        const auto capacity = std::max(seen_, 2 * bytes_.size());
        if (hold_.resize(capacity)) {
            bytes_.reserve(capacity);
        } else {
            fate_ = Fate::over_budget;
        }
    }
    if (fate_ == Fate::held) {
        bytes_.append(bytes);
    } else {
        std::string().swap(bytes_);
        hold_.release();
    }
}

}  // namespace atlas::ingestion
