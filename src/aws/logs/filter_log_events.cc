// SPDX-License-Identifier: Apache-2.0
#include "aws/models/logs/filter_log_events.h"

#include <algorithm>

#include "aws/logs/filter_pattern.h"
#include "aws/logs/operations.h"
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

Answer<FilterLogEventsOutput> read_page(
    const std::vector<SearchedStream>& streams, const Search& wanted, const SearchToken& from
) {
    auto found = ATLAS_TRY(search(streams, wanted, from));
    FilterLogEventsOutput output;
    for (auto& [stream, stream_id, event] : found.events) {
        auto id = stream_id + "-" + std::to_string(event.number);
        output.events.push_back(
            {stream, event.timestamp, std::move(event.message), event.ingested, std::move(id)}
        );
    }
    if (found.next) output.next_token = encode_token(*found.next);
    return output;
}

Answer<Slow<FilterLogEvents>> filter_log_events(
    State& state, Call&, const FilterLogEventsInput& input
) {
    auto group = find_group(state, group_asked(input));
    if (!group) return std::move(group).error();
    auto pattern = FilterPattern::parse(input.filter_pattern.value_or(""));
    if (!pattern) return invalid_parameter(pattern.error().message());
    auto from = input.next_token ? parse_token(*input.next_token) : SearchToken{};
    if (!from) return invalid_parameter("The specified nextToken is invalid.");
    Search wanted;
    wanted.start = input.start_time.value_or(0);
    wanted.end = input.end_time.value_or(INT64_MAX);
    wanted.matches = [pattern = std::move(pattern).value()](const std::string& message) {
        return pattern.matches(message);
    };
    wanted.limits.events = static_cast<std::size_t>(input.limit.value_or(events_per_page_max));
    return Slow<FilterLogEvents>([streams = streams_asked(state, group.value()->name, input),
                                  wanted = std::move(wanted),
                                  from = *from] { return read_page(streams, wanted, from); });
}

}  // namespace

std::vector<Operation> search_operations(State& state) {
    auto asked = [&state](Call& call, const auto& input) {
        return group_resource(state, call, group_asked(input));
    };
    return {slow_operation<FilterLogEvents>(on_state(state, filter_log_events), asked)};
}

}  // namespace atlas::aws::logs
