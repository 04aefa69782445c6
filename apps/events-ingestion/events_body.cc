// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/events_body.h"

#include <algorithm>

namespace atlas::ingestion {

EventsBody::EventsBody(
    EventsHead head,
    std::size_t bytes_max,
    std::optional<std::uint64_t> announced,
    InflightBudget::Hold hold,
    Refuse refuse
)
    : bytes_max_(bytes_max),
      head_(std::move(head)),
      fate_(
          head_.refusal                       ? Fate::refused_by_head
          : announced.value_or(0) > bytes_max ? Fate::too_large
                                              : Fate::held
      ),
      hold_(std::move(hold)),
      refuse_(std::move(refuse)) {}

Result<> EventsBody::write(std::string_view bytes) {
    seen_ += bytes.size();
    if (fate_ == Fate::held) keep(bytes);
    return {};
}

std::optional<net::Response> EventsBody::early_answer() {
    if (fate_ == Fate::held) return std::nullopt;
    return refuse_(*this);
}

void EventsBody::keep(std::string_view bytes) {
    if (seen_ > bytes_max_) {
        fate_ = Fate::too_large;
    } else if (seen_ > bytes_.capacity()) {
        // Doubled here and not by std::string, because the budget counts allocated memory. It grows
        // with the bytes that arrive and not by Content-Length, which costs the client nothing.
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
