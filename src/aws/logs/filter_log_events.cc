// SPDX-License-Identifier: Apache-2.0
#include "aws/models/logs/filter_log_events.h"

#include <algorithm>

#include "aws/logs/filter_pattern.h"
#include "aws/logs/operations.h"
#include "aws/logs/page_token.h"
#include "aws/logs/search.h"

namespace atlas::aws::logs {
namespace {

std::vector<SearchedStream> streams_asked(
    State& state, const std::string& group, const FilterLogEventsInput& input
) {
    std::vector<SearchedStream> streams;
    const auto& names = input.log_stream_names;
    for (const auto* row : streams_of(state, group, input.log_stream_name_prefix.value_or(""))) {
        if (!names.empty() && std::ranges::find(names, row->name) == names.end()) continue;
        streams.push_back({row->name, row->id, events_of(state, *row)});
    }
    return streams;
}

Answer<> check_streams(
    const State& state, const std::string& group, const FilterLogEventsInput& input
) {
    if (!input.log_stream_names.empty() && input.log_stream_name_prefix) {
        return invalid_parameter("logStreamNames and logStreamNamePrefix cannot both be specified."
        );
    }
    for (const auto& name : input.log_stream_names) {
        if (!state.streams.find(stream_key(group, name))) return no_such_stream();
    }
    return {};
}

Answer<FilterLogEventsOutput> read_page(
    const std::vector<SearchedStream>& streams,
    const Search& wanted,
    const EventKey& from,
    const std::string& group_id
) {
    auto found = ATLAS_TRY(search(streams, wanted, from));
    FilterLogEventsOutput output;
    for (auto& [stream, stream_id, event] : found.events) {
        auto id = stream_id + "-" + std::to_string(event.number);
        output.events.push_back(
            {stream, event.timestamp, std::move(event.message), event.ingested, std::move(id)}
        );
    }
    if (found.more) output.next_token = encode_token({'f', found.end}, group_id);
    return output;
}

Answer<Slow<FilterLogEvents>> filter_log_events(
    State& state, Call&, const FilterLogEventsInput& input
) {
    if (auto one = check_group_asked(input); !one) return std::move(one).error();
    auto group = find_group(state, group_asked(input));
    if (!group) return std::move(group).error();
    const auto& [name, id] = std::tie(group.value()->name, group.value()->id);
    if (auto there = check_streams(state, name, input); !there) return std::move(there).error();
    auto pattern = FilterPattern::parse(input.filter_pattern.value_or(""));
    if (!pattern) return invalid_parameter(pattern.error().message());
    auto from = before_all();
    if (input.next_token) {
        auto token = parse_token(*input.next_token, id);
        if (!token) return invalid_parameter("The specified nextToken is invalid.");
        from = token->position;
    }
    Search wanted;
    wanted.start = input.start_time.value_or(0);
    // Inclusive ("Events with a timestamp later than this time are not returned"), unlike the
    // endTime of GetLogEvents.
    wanted.end = input.end_time ? std::min(*input.end_time, INT64_MAX - 1) + 1 : INT64_MAX;
    wanted.matches = [pattern = std::move(pattern).value()](const std::string& message) {
        return pattern.matches(message);
    };
    wanted.limits.events = static_cast<std::size_t>(input.limit.value_or(events_per_page_max));
    return Slow<FilterLogEvents>([streams = streams_asked(state, name, input),
                                  wanted = std::move(wanted),
                                  from = std::move(from),
                                  id] { return read_page(streams, wanted, from, id); });
}

}  // namespace

std::vector<Operation> search_operations(State& state) {
    auto asked = [&state](Call& call, const auto& input) {
        return group_resource(state, call, group_asked(input));
    };
    return {slow_operation<FilterLogEvents>(on_state(state, filter_log_events), asked)};
}

}  // namespace atlas::aws::logs
