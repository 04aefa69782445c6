// SPDX-License-Identifier: Apache-2.0
// PutLogEvents, GetLogEvents.
#include <algorithm>
#include <charconv>

#include "aws/logs/operations.h"
#include "aws/models/logs/get_log_events.h"
#include "aws/models/logs/put_log_events.h"

namespace atlas::aws::logs {
namespace {

constexpr std::int64_t future_max_ms = 2 * 3'600'000;
constexpr std::int64_t past_max_ms = 14LL * 86'400'000;
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
    if (bytes > batch_bytes_max) {
        return invalid_parameter(
            "Upload too large: " + std::to_string(bytes) + " bytes exceeds limit of 1048576"
        );
    }
    return {};
}

Answer<Slow<PutLogEvents>> put_log_events(
    State& state, Call& call, const PutLogEventsInput& input
) {
    auto stream = find_stream(state, input.log_group_name, input.log_stream_name);
    if (!stream) return std::move(stream).error();
    if (auto fits = check_batch(input); !fits) return std::move(fits).error();
    auto now = milliseconds_of(call.now());
    PutLogEventsOutput output;
    RejectedLogEventsInfo rejected;
    std::vector<Event> events;
    for (std::size_t at = 0; at < input.log_events.size(); ++at) {
        const auto& event = input.log_events[at];
        if (event.timestamp < now - past_max_ms) {
            rejected.too_old_log_event_end_index = static_cast<int>(at) + 1;
        } else if (event.timestamp > now + future_max_ms) {
            if (!rejected.too_new_log_event_start_index)
                rejected.too_new_log_event_start_index = static_cast<int>(at);
        } else {
            events.push_back({event.timestamp, now, event.message});
        }
    }
    if (events.size() < input.log_events.size()) output.rejected_log_events_info = rejected;
    return Slow<PutLogEvents>(
        [log = events_of(state, *stream.value()),
         events = std::move(events),
         output = std::move(output)]() mutable -> Answer<PutLogEventsOutput> {
            auto next = log->append(events);
            if (!next && next.error().code() == ErrorCode::not_found) return no_such_stream();
            output.next_sequence_token = std::to_string(ATLAS_TRY(std::move(next)));
            return std::move(output);
        }
    );
}

// Tokens: "f/<number of the next event>" and "b/<number of the first event shown>".
Answer<std::uint64_t> token_number(const std::string& token) {
    std::uint64_t number = 0;
    auto text = std::string_view(token).substr(std::min<std::size_t>(token.size(), 2));
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    bool fits = (token.starts_with("f/") || token.starts_with("b/")) && error == std::errc{} &&
                end == text.data() + text.size();
    if (!fits) return invalid_parameter("The specified nextToken is invalid.");
    return number;
}

Answer<GetLogEventsOutput> read_page(
    EventLog& log, const GetLogEventsInput& input, std::optional<std::uint64_t> number
) {
    ReadLimits limits;
    limits.events = static_cast<std::size_t>(input.limit.value_or(events_per_page_max));
    bool forward = input.next_token ? input.next_token->starts_with("f/")
                                    : input.start_from_head.value_or(false);
    auto wanted = [&](const Event& event) {
        return event.timestamp >= input.start_time.value_or(0) &&
               event.timestamp < input.end_time.value_or(INT64_MAX);
    };
    auto page = ATLAS_TRY(
        forward ? log.read_forward(number.value_or(0), limits, wanted)
                : log.read_backward(number.value_or(UINT64_MAX), limits, wanted)
    );
    GetLogEventsOutput output;
    for (auto& event : page.events)
        output.events.push_back({event.timestamp, std::move(event.message), event.ingested});
    output.next_forward_token = "f/" + std::to_string(page.end);
    output.next_backward_token = "b/" + std::to_string(page.begin);
    return output;
}

Answer<Slow<GetLogEvents>> get_log_events(State& state, Call&, const GetLogEventsInput& input) {
    auto stream = find_stream(state, group_asked(input), input.log_stream_name);
    if (!stream) return std::move(stream).error();
    std::optional<std::uint64_t> number;
    if (input.next_token) {
        auto known = token_number(*input.next_token);
        if (!known) return std::move(known).error();
        number = known.value();
    }
    return Slow<GetLogEvents>([log = events_of(state, *stream.value()), input, number] {
        return read_page(*log, input, number);
    });
}

}  // namespace

std::vector<Operation> event_operations(State& state) {
    auto asked = [&state](Call& call, const auto& input) {
        return group_resource(state, call, group_asked(input));
    };
    auto stream_resource = [](Call& call, const PutLogEventsInput& input) -> std::vector<Resource> {
        auto arn =
            group_arn(call.place(), input.log_group_name) + ":log-stream:" + input.log_stream_name;
        return {{arn, {}, ""}};
    };
    return {
        slow_operation<PutLogEvents>(on_state(state, put_log_events), stream_resource),
        slow_operation<GetLogEvents>(on_state(state, get_log_events), asked),
    };
}

}  // namespace atlas::aws::logs
