// SPDX-License-Identifier: Apache-2.0
#include "aws/models/logs/put_log_events.h"

#include "aws/logs/operations.h"

namespace atlas::aws::logs {
namespace {

// The limits in the API reference of PutLogEvents.
constexpr std::int64_t future_max_ms = 2 * 3'600'000;
constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t past_max_ms = 14 * day_ms;
constexpr std::size_t batch_bytes_max = 1'048'576;
constexpr std::size_t event_overhead = 26;

Answer<> check_batch(const PutLogEventsInput& input) {
    if (input.log_events.empty()) return invalid_parameter("Log event list is empty");
    std::size_t bytes = 0;
    std::int64_t last = 0;
    for (const auto& event : input.log_events) {
        if (event.timestamp < last) {
            return invalid_parameter(
                "Log events in a single PutLogEvents request must be in chronological order."
            );
        }
        last = event.timestamp;
        bytes += event.message.size() + event_overhead;
    }
    if (input.log_events.back().timestamp - input.log_events.front().timestamp > day_ms) {
        return invalid_parameter(
            "The batch of log events in a single PutLogEvents request cannot span more than 24 "
            "hours."
        );
    }
    if (bytes > batch_bytes_max) {
        return invalid_parameter(
            "Upload too large: " + std::to_string(bytes) + " bytes exceeds limit of 1048576"
        );
    }
    return {};
}

/// The accepted events of a batch, and the ranges that are rejected. These are at its ends, since a
/// batch is in chronological order.
struct Sorted {
    std::vector<Event> kept;
    RejectedLogEventsInfo rejected;
};

Sorted sort_out(
    const PutLogEventsInput& input, std::int64_t now, const std::optional<int>& retention_days
) {
    Sorted sorted;
    const auto oldest_kept = retention_days ? now - *retention_days * day_ms : INT64_MIN;
    for (std::size_t at = 0; at < input.log_events.size(); ++at) {
        const auto& event = input.log_events[at];
        const auto index = static_cast<int>(at);
        if (event.timestamp < now - past_max_ms) {
            sorted.rejected.too_old_log_event_end_index = index + 1;
        } else if (event.timestamp < oldest_kept) {
            sorted.rejected.expired_log_event_end_index = index + 1;
        } else if (event.timestamp > now + future_max_ms) {
            if (!sorted.rejected.too_new_log_event_start_index)
                sorted.rejected.too_new_log_event_start_index = index;
        } else {
            sorted.kept.push_back({event.timestamp, now, event.message});
        }
    }
    return sorted;
}

Answer<Slow<PutLogEvents>> put_log_events(
    State& state, Call& call, const PutLogEventsInput& input
) {
    auto stream = find_stream(state, input.log_group_name, input.log_stream_name);
    if (!stream) return std::move(stream).error();
    if (auto fits = check_batch(input); !fits) return std::move(fits).error();
    const auto* group = state.groups.find(stream.value()->group);
    auto [taken, rejected] =
        sort_out(input, milliseconds_of(call.now()), group ? group->retention_days : std::nullopt);
    PutLogEventsOutput output;
    if (taken.size() < input.log_events.size()) output.rejected_log_events_info = rejected;
    return Slow<PutLogEvents>(
        [log = events_of(state, *stream.value()),
         events = std::move(taken),
         output = std::move(output)]() mutable -> Answer<PutLogEventsOutput> {
            auto next = log->append(events);
            if (!next && next.error().code() == ErrorCode::not_found) return no_such_stream();
            output.next_sequence_token = std::to_string(ATLAS_TRY(std::move(next)));
            return std::move(output);
        }
    );
}

}  // namespace

std::vector<Operation> put_operations(State& state) {
    return {slow_operation<PutLogEvents>(on_state(state, put_log_events), by_stream(state))};
}

}  // namespace atlas::aws::logs
