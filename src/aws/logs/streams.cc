// SPDX-License-Identifier: Apache-2.0
// CreateLogStream, DescribeLogStreams, DeleteLogStream.
#include <algorithm>

#include "aws/logs/discard_events.h"
#include "aws/logs/operations.h"
#include "aws/logs/page_token.h"
#include "aws/models/logs/create_log_stream.h"
#include "aws/models/logs/delete_log_stream.h"
#include "aws/models/logs/describe_log_streams.h"

namespace atlas::aws::logs {
namespace {

constexpr int page_default = 50;

Answer<CreateLogStreamOutput> create_log_stream(
    State& state, Call& call, const CreateLogStreamInput& input
) {
    auto group = find_group(state, input.log_group_name);
    if (!group) return std::move(group).error();
    if (input.log_stream_name.empty() ||
        input.log_stream_name.find_first_of(":*\n") != std::string::npos) {
        return invalid_parameter(
            "1 validation error detected: Value at 'logStreamName' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: [^:*]*"
        );
    }
    auto key = stream_key(group.value()->name, input.log_stream_name);
    if (state.streams.find(key)) {
        return AwsError{
            "ResourceAlreadyExistsException", "The specified log stream already exists", 400, {}
        };
    }
    StreamRow row{
        group.value()->name,
        input.log_stream_name,
        call.random().hex(16),
        milliseconds_of(call.now())
    };
    state.streams.put(call.batch(), key, std::move(row));
    return CreateLogStreamOutput{};
}

/// A stream for an answer, and the log from which a worker takes its times.
struct Shown {
    LogStream stream;
    std::shared_ptr<EventLog> log;
};

Shown shown(State& state, Call& call, const StreamRow& row) {
    LogStream stream;
    stream.log_stream_name = row.name;
    stream.creation_time = row.created;
    stream.arn = group_arn(call.place(), row.group) + ":log-stream:" + row.name;
    stream.stored_bytes = 0;  // AWS has returned 0 for streams since 2019.
    return {std::move(stream), events_of(state, row)};
}

Result<> add_times(Shown& shown) {
    auto span = ATLAS_TRY(shown.log->span());
    if (!span) return {};
    shown.stream.first_event_timestamp = span->earliest;
    shown.stream.last_event_timestamp = span->latest;
    shown.stream.last_ingestion_time = span->last_ingested;
    return {};
}

bool is_by_time(const DescribeLogStreamsInput& input) {
    return input.order_by == "LastEventTime";
}

/// The place of a stream in the list's order, which is also the position in a token.
ListToken place_of(const Shown& each, bool by_time) {
    return {
        by_time ? each.stream.last_event_timestamp.value_or(0) : 0, *each.stream.log_stream_name
    };
}

ListQuery query_of(const DescribeLogStreamsInput& input, const std::string& group_id) {
    return {
        "DescribeLogStreams",
        group_id,
        input.log_stream_name_prefix.value_or(""),
        input.order_by.value_or(""),
        input.descending.value_or(false) ? "descending" : ""
    };
}

/// Reads the logs of the page's streams only, unless the list is ordered by time.
Answer<DescribeLogStreamsOutput> page_of(
    std::vector<Shown> streams,
    const DescribeLogStreamsInput& input,
    const std::optional<ListToken>& after,
    const ListQuery& query
) {
    const bool by_time = is_by_time(input);
    if (by_time) {
        for (auto& each : streams)
            ATLAS_TRY(add_times(each));
    }
    auto order = [&](const Shown& each) { return place_of(each, by_time); };
    const bool descending = input.descending.value_or(false);
    std::ranges::sort(streams, {}, order);
    if (descending) std::ranges::reverse(streams);
    if (after) {
        std::erase_if(streams, [&](const Shown& each) {
            return descending ? order(each) >= *after : order(each) <= *after;
        });
    }
    DescribeLogStreamsOutput output;
    const auto limit = static_cast<std::size_t>(input.limit.value_or(page_default));
    if (streams.size() > limit) {
        output.next_token = encode_token(order(streams[limit - 1]), query);
        streams.resize(limit);
    }
    for (auto& each : streams) {
        if (!by_time) ATLAS_TRY(add_times(each));
        output.log_streams.push_back(std::move(each.stream));
    }
    return output;
}

Answer<Slow<DescribeLogStreams>> describe_log_streams(
    State& state, Call& call, const DescribeLogStreamsInput& input
) {
    if (auto one = check_group_asked(input); !one) return std::move(one).error();
    auto group = find_group(state, group_asked(input));
    if (!group) return std::move(group).error();
    if (is_by_time(input) && input.log_stream_name_prefix) {
        return invalid_parameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
    }
    auto query = query_of(input, group.value()->id);
    std::optional<ListToken> after;
    if (input.next_token) {
        after = parse_token(*input.next_token, query);
        if (!after) return invalid_parameter("The specified nextToken is invalid.");
    }
    std::vector<Shown> streams;
    for (const auto* row :
         streams_of(state, group.value()->name, input.log_stream_name_prefix.value_or(""))) {
        streams.push_back(shown(state, call, *row));
    }
    return Slow<DescribeLogStreams>(
        [streams = std::move(streams), input, after = std::move(after), query = std::move(query)](
        ) mutable { return page_of(std::move(streams), input, after, query); }
    );
}

Answer<DeleteLogStreamOutput> delete_log_stream(
    State& state, Call& call, const DeleteLogStreamInput& input
) {
    auto found = find_stream(state, input.log_group_name, input.log_stream_name);
    if (!found) return std::move(found).error();
    delete_stream(state, call, StreamRow(*found.value()));
    return DeleteLogStreamOutput{};
}

}  // namespace

std::vector<Operation> stream_operations(State& state) {
    auto asked = [&state](Call& call, const DescribeLogStreamsInput& input) {
        return group_resource(state, call, group_asked(input));
    };
    return {
        operation<CreateLogStream>(on_state(state, create_log_stream), by_stream(state)),
        slow_operation<DescribeLogStreams>(on_state(state, describe_log_streams), asked),
        operation<DeleteLogStream>(on_state(state, delete_log_stream), by_stream(state)),
    };
}

}  // namespace atlas::aws::logs
