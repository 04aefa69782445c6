// SPDX-License-Identifier: Apache-2.0
// PutLogEvents, GetLogEvents, FilterLogEvents.
#include <algorithm>
#include <charconv>

#include "aws/logs/filter_pattern.h"
#include "aws/logs/operations.h"
#include "aws/models/logs/filter_log_events.h"
#include "aws/models/logs/get_log_events.h"
#include "aws/models/logs/put_log_events.h"

namespace atlas::aws::logs {
namespace {

constexpr std::int64_t future_max_ms = 2 * 3'600'000;
constexpr std::int64_t past_max_ms = 14LL * 86'400'000;
constexpr std::size_t batch_bytes_max = 1'048'576;
constexpr std::size_t event_overhead = 26;
constexpr int events_max = 10'000;

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

Answer<PutLogEventsOutput> put_log_events(
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
    if (!events.empty()) ATLAS_TRY(events_of(state, *stream.value()).append(events));
    if (events.size() < input.log_events.size()) output.rejected_log_events_info = rejected;
    output.next_sequence_token = std::to_string(events_of(state, *stream.value()).end());
    return output;
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

bool in_time(const Event& event, const auto& input) {
    return event.timestamp >= input.start_time.value_or(0) &&
           event.timestamp < input.end_time.value_or(INT64_MAX);
}

Answer<GetLogEventsOutput> get_log_events(State& state, Call&, const GetLogEventsInput& input) {
    auto stream = find_stream(state, group_asked(input), input.log_stream_name);
    if (!stream) return std::move(stream).error();
    auto& log = events_of(state, *stream.value());
    auto limit = static_cast<std::uint64_t>(input.limit.value_or(events_max));
    auto begin = log.end() - std::min(limit, log.end() - log.first());
    if (input.start_from_head.value_or(false)) begin = log.first();
    auto until = log.end();
    if (input.next_token) {
        auto number = token_number(*input.next_token);
        if (!number) return std::move(number).error();
        bool forward = input.next_token->starts_with("f/");
        until = forward ? log.end() : number.value();
        begin = forward ? number.value()
                        : until - std::min(limit, until - std::min(until, log.first()));
    }
    auto count = static_cast<std::size_t>(std::min(limit, until - std::min(until, begin)));
    auto events = log.read(begin, count);
    if (!events) return std::move(events).error();
    // Numbers may have a gap, behind which more were read than lie before `until`.
    std::erase_if(events.value(), [&](const Event& event) { return event.number >= until; });
    GetLogEventsOutput output;
    for (auto& event : events.value()) {
        if (!in_time(event, input)) continue;
        output.events.push_back({event.timestamp, std::move(event.message), event.ingested});
    }
    auto end = events.value().empty() ? begin : events.value().back().number + 1;
    output.next_forward_token = "f/" + std::to_string(end);
    output.next_backward_token = "b/" + std::to_string(begin);
    return output;
}

std::vector<const StreamRow*> streams_asked(
    const State& state, const std::string& group, const FilterLogEventsInput& input
) {
    auto streams = streams_of(state, group, input.log_stream_name_prefix.value_or(""));
    if (!input.log_stream_names.empty()) {
        std::erase_if(streams, [&](const StreamRow* row) {
            return std::ranges::find(input.log_stream_names, row->name) ==
                   input.log_stream_names.end();
        });
    }
    return streams;
}

Answer<FilterLogEventsOutput> filter_log_events(
    State& state, Call&, const FilterLogEventsInput& input
) {
    auto group = find_group(state, group_asked(input));
    if (!group) return std::move(group).error();
    auto pattern = FilterPattern::parse(input.filter_pattern.value_or(""));
    if (!pattern) return invalid_parameter(pattern.error().message());
    FilterLogEventsOutput output;
    std::vector<FilteredLogEvent> found;
    for (const auto* stream : streams_asked(state, group.value()->name, input)) {
        auto& log = events_of(state, *stream);
        auto events = log.read(log.first(), log.end() - log.first());
        if (!events) return std::move(events).error();
        for (auto& event : events.value()) {
            auto id = stream->id + "-" + std::to_string(event.number);
            if (!in_time(event, input) || !pattern.value().matches(event.message)) continue;
            found.push_back(
                {stream->name, event.timestamp, std::move(event.message), event.ingested, id}
            );
        }
    }
    std::ranges::stable_sort(found, {}, &FilteredLogEvent::timestamp);
    std::size_t begin = 0;
    if (input.next_token) {
        auto last = std::ranges::find(found, input.next_token, &FilteredLogEvent::event_id);
        begin = static_cast<std::size_t>(last - found.begin()) + 1;
    }
    auto limit = static_cast<std::size_t>(input.limit.value_or(events_max));
    for (auto at = begin; at < found.size() && output.events.size() < limit; ++at)
        output.events.push_back(found[at]);
    if (begin + limit < found.size()) output.next_token = output.events.back().event_id;
    return output;
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
        operation<PutLogEvents>(on_state(state, put_log_events), stream_resource),
        operation<GetLogEvents>(on_state(state, get_log_events), asked),
        operation<FilterLogEvents>(on_state(state, filter_log_events), asked),
    };
}

}  // namespace atlas::aws::logs
