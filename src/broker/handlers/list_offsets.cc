// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/list_offsets.h"

#include "base/log.h"
#include "broker/handlers/find_partition.h"
#include "broker/handlers/handler.h"

namespace atlas::broker {
namespace {

using Request = protocol::ListOffsetsRequest;
using Part = protocol::ListOffsetsResponse::Topic::Partition;

// Timestamps that are questions.
constexpr std::int64_t latest = -1;
constexpr std::int64_t earliest = -2;
constexpr std::int64_t of_max_timestamp = -3;
constexpr std::int64_t earliest_local = -4;
constexpr std::int64_t latest_tiered = -5;

Result<TimedOffset> look_up(Partition& partition, std::int64_t timestamp) {
    switch (timestamp) {
        case latest:
            return TimedOffset{partition.high_watermark(), -1, partition.leader_epoch()};
        case earliest:
        case earliest_local:
            return TimedOffset{partition.log_start_offset(), -1, partition.leader_epoch()};
        case of_max_timestamp:
            return partition.offset_of_max_timestamp();
        case latest_tiered:
            return TimedOffset{};
        default:
            return partition.offset_at(timestamp);
    }
}

void list(Part& part, Partition& partition, const Request::Topic::Partition& asked) {
    part.error_code = check_epoch(partition, asked.current_leader_epoch);
    if (part.error_code != error::none) return;
    auto found = look_up(partition, asked.timestamp);
    if (!found) {
        log::error("offsets", "{}", found.error().message());
        part.error_code = error::kafka_storage_error;
        return;
    }
    part.offset = found.value().offset;
    part.timestamp = found.value().timestamp;
    part.leader_epoch = found.value().leader_epoch;
    if (part.offset >= 0) part.old_style_offsets = {part.offset};
}

}  // namespace

template <>
void handle(
    Call& call, protocol::ListOffsetsRequest&& request, Answer<protocol::ListOffsets> answer
) {
    protocol::ListOffsetsResponse response;
    for (const auto& asked : request.topics) {
        auto& shown = response.topics.emplace_back();
        shown.name = asked.name;
        const bool allowed = call.may(Action::describe_topic, asked.name);
        const auto* topic = call.broker.topics.find(asked.name);
        for (const auto& one : asked.partitions) {
            auto& part = shown.partitions.emplace_back();
            part.partition_index = one.partition_index;
            auto* partition = find_partition(topic, one.partition_index);
            if (!allowed) {
                part.error_code = error::topic_authorization_failed;
            } else if (!partition) {
                part.error_code = error::unknown_topic_or_partition;
            } else {
                list(part, *partition, one);
            }
        }
    }
    answer.send(response);
}

}  // namespace atlas::broker
