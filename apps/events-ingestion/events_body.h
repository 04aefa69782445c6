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

/// The body of one request while it arrives. It is kept in memory only if the head was accepted, up
/// to `bytes_max` and as far as the budget allows. Otherwise `refuse` gives the answer and the
/// connection reads no more of the body. Owned by the request; used on one io thread at a time.
class EventsBody final : public net::AnsweringSink {
public:
    enum class Fate : std::uint8_t { held, refused_by_head, too_large, over_budget };
    using Refuse = std::function<net::Response(EventsBody&)>;

    /// `announced`: the request's Content-Length, if any.
    EventsBody(
        EventsHead head,
        std::size_t bytes_max,
        std::optional<std::uint64_t> announced,
        InflightBudget::Hold hold,
        Refuse refuse
    );
    Result<> write(std::string_view bytes) override;
    std::optional<net::Response> early_answer() override;

    /// Unless it is `held`, the bytes are dropped and hold nothing of the budget.
    Fate fate() const { return fate_; }
    EventsHead& head() { return head_; }
    std::string take() { return std::move(bytes_); }
    /// The budget share of the bytes that `take` returns; to be kept as long as they are.
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
