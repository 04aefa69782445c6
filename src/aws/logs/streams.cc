// SPDX-License-Identifier: Apache-2.0
// CreateLogStream, DescribeLogStreams, DeleteLogStream.
#include <algorithm>

#include "aws/logs/discard_events.h"
#include "aws/logs/operations.h"
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

/// A stream as it is shown, and the log that tells the rest.
struct Shown {
    LogStream stream;
    std::shared_ptr<EventLog> log;
};

Shown shown(State& state, Call& call, const StreamRow& row) {
    LogStream stream;
    stream.log_stream_name = row.name;
    stream.creation_time = row.created;
    stream.arn = group_arn(call.place(), row.group) + ":log-stream:" + row.name;
    stream.stored_bytes = 0;  // AWS answers 0 for streams since 2019
    return {std::move(stream), events_of(state, row)};
}

Result<> add_times(Shown& shown) {
    auto span = ATLAS_TRY(shown.log->span());
    if (!span) return {};
    shown.stream.first_event_timestamp = span->first_timestamp;
    shown.stream.last_event_timestamp = span->last_timestamp;
    shown.stream.last_ingestion_time = span->last_ingested;
    return {};
}

/// The streams of a page; of those that are not on it no log is read, unless times order them.
Answer<DescribeLogStreamsOutput> page_of(
    std::vector<Shown> streams, const DescribeLogStreamsInput& input
) {
    bool by_time = input.order_by == "LastEventTime";
    if (by_time) {
        for (auto& each : streams)
            ATLAS_TRY(add_times(each));
        std::ranges::stable_sort(streams, {}, [](const Shown& each) {
            return each.stream.last_event_timestamp.value_or(0);
        });
    }
    if (input.descending.value_or(false)) std::ranges::reverse(streams);
    std::size_t begin = 0;
    if (input.next_token) {
        auto last = std::ranges::find(streams, input.next_token, [](const Shown& each) {
            return each.stream.log_stream_name;
        });
        begin = static_cast<std::size_t>(last - streams.begin()) + 1;
    }
    DescribeLogStreamsOutput output;
    auto limit = static_cast<std::size_t>(input.limit.value_or(page_default));
    for (auto at = begin; at < streams.size(); ++at) {
        if (output.log_streams.size() == limit) {
            output.next_token = output.log_streams.back().log_stream_name;
            break;
        }
        if (!by_time) ATLAS_TRY(add_times(streams[at]));
        output.log_streams.push_back(std::move(streams[at].stream));
    }
    return output;
}

Answer<Slow<DescribeLogStreams>> describe_log_streams(
    State& state, Call& call, const DescribeLogStreamsInput& input
) {
    auto group = find_group(state, group_asked(input));
    if (!group) return std::move(group).error();
    if (input.order_by == "LastEventTime" && input.log_stream_name_prefix) {
        return invalid_parameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
    }
    std::vector<Shown> streams;
    for (const auto* row :
         streams_of(state, group.value()->name, input.log_stream_name_prefix.value_or(""))) {
        streams.push_back(shown(state, call, *row));
    }
    return Slow<DescribeLogStreams>([streams = std::move(streams), input]() mutable {
        return page_of(std::move(streams), input);
    });
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
    auto stream_resource = [](Call& call, const auto& input) -> std::vector<Resource> {
        auto arn =
            group_arn(call.place(), input.log_group_name) + ":log-stream:" + input.log_stream_name;
        return {{arn, {}, ""}};
    };
    return {
        operation<CreateLogStream>(on_state(state, create_log_stream), stream_resource),
        slow_operation<DescribeLogStreams>(on_state(state, describe_log_streams), asked),
        operation<DeleteLogStream>(on_state(state, delete_log_stream), stream_resource),
    };
}

}  // namespace atlas::aws::logs
