// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "events-ingestion/events_head.h"
#include "events-ingestion/inflight_budget.h"
#include "net/answering_sink.h"

namespace atlas::ingestion {

/// The body of one request as it arrives, behind a head that was read already. It is held in memory
/// only where the head is no refusal, up to the limit of a body, and as far as the budget goes.
/// Once it is not, `refuse` gives the answer and the connection reads no more of it; what came in
/// the same piece is dropped. An io thread, one at a time.
class EventsBody final : public net::AnsweringSink {
public:
    enum class Fate : std::uint8_t { held, refused_by_head, too_large, over_budget };
    using Refuse = std::function<net::Response(EventsBody&)>;

    /// `announced`: the length that the head gives, if it gives one.
    EventsBody(
        EventsHead head,
        std::size_t bytes_max,
        std::optional<std::uint64_t> announced,
        InflightBudget::Hold hold,
        Refuse refuse
    );
    Result<> write(std::string_view bytes) override;
    std::optional<net::Response> early_answer() override;

    /// Other than `held`: the bytes are gone, and nothing of the budget is held for them.
    Fate fate() const { return fate_; }
    EventsHead& head() { return head_; }
    std::string take() { return std::move(bytes_); }
    /// Covers the bytes that `take` gave, and goes where they go.
    InflightBudget::Hold take_hold() { return std::move(hold_); }

private:
    void keep(std::string_view bytes);

    const std::size_t bytes_max_;
    EventsHead head_;
    Fate fate_;
    std::size_t seen_ = 0;
    std::string bytes_;
    InflightBudget::Hold hold_;
    Refuse refuse_;
};

}  // namespace atlas::ingestion
