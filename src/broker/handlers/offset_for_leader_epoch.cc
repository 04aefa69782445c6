// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/offset_for_leader_epoch.h"

#include "broker/handlers/find_partition.h"
#include "broker/handlers/handler.h"

namespace atlas::broker {

template <>
void handle(
    Call& call,
    protocol::OffsetForLeaderEpochRequest&& request,
    Answer<protocol::OffsetForLeaderEpoch> answer
) {
    protocol::OffsetForLeaderEpochResponse response;
    for (const auto& asked : request.topics) {
        auto& shown = response.topics.emplace_back();
        shown.topic = asked.topic;
        const bool allowed = call.may(Action::describe_topic, asked.topic);
        const auto* topic = call.broker.topics.find(asked.topic);
        for (const auto& one : asked.partitions) {
            auto& part = shown.partitions.emplace_back();
            part.partition = one.partition;
            const auto* partition = find_partition(topic, one.partition);
            if (!allowed) {
                part.error_code = error::topic_authorization_failed;
            } else if (!partition) {
                part.error_code = error::unknown_topic_or_partition;
            } else if (part.error_code = check_epoch(*partition, one.current_leader_epoch);
                       part.error_code == error::none) {
                const auto end = partition->end_of_epoch(one.leader_epoch);
                part.leader_epoch = end.leader_epoch;
                part.end_offset = end.offset;
            }
        }
    }
    answer.send(response);
}

}  // namespace atlas::broker
