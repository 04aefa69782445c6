// SPDX-License-Identifier: Apache-2.0
#include "aws/models/logs/get_log_events.h"

#include "aws/logs/operations.h"
#include "aws/logs/page_token.h"
#include "aws/logs/search.h"

namespace atlas::aws::logs {
namespace {

Answer<GetLogEventsOutput> read_page(
    const SearchedStream& stream, const Search& wanted, const EventKey& from
) {
    auto found = ATLAS_TRY(search({stream}, wanted, from));
    GetLogEventsOutput output;
    for (auto& [name, id, event] : found.events)
        output.events.push_back({event.timestamp, std::move(event.message), event.ingested});
    output.next_forward_token = encode_token({'f', found.end}, stream.id);
    output.next_backward_token = encode_token({'b', found.begin}, stream.id);
    return output;
}

Answer<Slow<GetLogEvents>> get_log_events(State& state, Call&, const GetLogEventsInput& input) {
    if (auto one = check_group_asked(input); !one) return std::move(one).error();
    auto found = find_stream(state, group_asked(input), input.log_stream_name);
    if (!found) return std::move(found).error();
    const auto& row = *found.value();
    Search wanted;
    wanted.start = input.start_time.value_or(0);
    wanted.end = input.end_time.value_or(INT64_MAX);
    wanted.limits.events = static_cast<std::size_t>(input.limit.value_or(events_per_page_max));
    wanted.newest_first = !input.start_from_head.value_or(false);
    auto from = wanted.newest_first ? after_all() : before_all();
    if (input.next_token) {
        auto token = parse_token(*input.next_token, row.id);
        if (!token) return invalid_parameter("The specified nextToken is invalid.");
        wanted.newest_first = token->direction == 'b';
        from = token->position;
    }
    return Slow<GetLogEvents>([stream = SearchedStream{row.name, row.id, events_of(state, row)},
                               wanted = std::move(wanted),
                               from = std::move(from)] { return read_page(stream, wanted, from); });
}

}  // namespace

std::vector<Operation> get_operations(State& state) {
    auto by_asked_stream = [&state](Call& call, const GetLogEventsInput& input) {
        return stream_resource(state, call, group_asked(input), input.log_stream_name);
    };
    return {slow_operation<GetLogEvents>(on_state(state, get_log_events), by_asked_stream)};
}

}  // namespace atlas::aws::logs
