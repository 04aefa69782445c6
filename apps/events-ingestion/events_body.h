// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "events-ingestion/events_head.h"
#include "events-ingestion/inflight_budget.h"
#include "net/http.h"

namespace atlas::ingestion {

/// The body of one request as it arrives, behind a head that was read already. It is held in memory
/// only where the head is no refusal, up to the limit of a body, and as far as the budget goes.
/// What is not held is counted and dropped, so that the handler can answer why, until the sender is
/// clearly not going to stop: then the connection ends. An io thread, one at a time.
class EventsBody final : public net::BodySink {
public:
    enum class Fate : std::uint8_t { held, refused_by_head, too_large, over_budget };

    EventsBody(EventsHead head, std::size_t bytes_max, InflightBudget::Hold hold);
    Result<> write(std::string_view bytes) override;

    /// Other than `held`: the bytes are gone, and nothing of the budget is held for them.
    Fate fate() const { return fate_; }
    EventsHead& head() { return head_; }
    std::string take() { return std::move(bytes_); }
    /// Covers the bytes that `take` gave, and goes where they go.
    InflightBudget::Hold take_hold() { return std::move(hold_); }

private:
    void keep(std::string_view bytes);

    /// Beyond the limit this much is still read for the sake of an answer.
    static constexpr std::size_t patience_bytes = 64 << 20;

    const std::size_t bytes_max_;
    EventsHead head_;
    Fate fate_;
    std::size_t seen_ = 0;
    std::string bytes_;
    InflightBudget::Hold hold_;
};

}  // namespace atlas::ingestion
