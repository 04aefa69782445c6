// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/delete_records.h"

#include "broker/handlers/find_partition.h"
#include "broker/handlers/gather.h"
#include "broker/handlers/handler.h"

namespace atlas::broker {
namespace {

using Gathered = Gather<protocol::DeleteRecords>;

struct Outcome {
    KafkaCode code;
    std::int64_t log_start;
};

/// Runs on a worker, because moving a log start waits for the disk.
void begin(
    Call& call,
    const std::shared_ptr<Gathered>& gathered,
    std::size_t topic,
    std::size_t part,
    PartitionPtr partition,
    std::int64_t offset
) {
    call.broker.workers.run<Outcome>(
        [partition = std::move(partition), offset] {
            Outcome outcome{KafkaCode::none, -1};
            outcome.code = partition->delete_records(offset, outcome.log_start);
            return outcome;
        },
        call.broker.home,
        [gathered, topic, part](Outcome outcome) {
            auto& out = gathered->response.topics[topic].partitions[part];
            out.error_code = wire(outcome.code);
            out.low_watermark = outcome.code == KafkaCode::none ? outcome.log_start : -1;
        }
    );
}

}  // namespace

template <>
void handle(
    Call& call, protocol::DeleteRecordsRequest&& request, Answer<protocol::DeleteRecords> answer
) {
    const auto gathered = gather(std::move(answer));
    auto& topics = gathered->response.topics;
    for (const auto& asked : request.topics) {
        topics.emplace_back().name = asked.name;
        const bool allowed = call.may(Action::delete_topic, asked.name);
        const auto* topic = call.broker.topics.find(asked.name);
        for (const auto& one : asked.partitions) {
            auto& out = topics.back().partitions.emplace_back();
            out.partition_index = one.partition_index;
            out.low_watermark = -1;
            if (!allowed) {
                out.error_code = error::topic_authorization_failed;
            } else if (!find_partition(topic, one.partition_index)) {
                out.error_code = error::unknown_topic_or_partition;
            } else {
                begin(
                    call,
                    gathered,
                    topics.size() - 1,
                    topics.back().partitions.size() - 1,
                    topic->partitions[static_cast<std::size_t>(one.partition_index)],
                    one.offset
                );
            }
        }
    }
}

}  // namespace atlas::broker
