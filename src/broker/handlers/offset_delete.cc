// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/offset_delete.h"

#include "broker/handlers/find_partition.h"
#include "broker/handlers/handler.h"

namespace atlas::broker {
namespace {

using Response = protocol::OffsetDeleteResponse;

/// As in offset_commit.cc.
struct Split {
    Response response;
    std::vector<TopicPartition> partitions;
    std::vector<std::pair<std::size_t, std::size_t>> places;
};

Split split(const Call& call, const protocol::OffsetDeleteRequest& request) {
    Split result;
    for (const auto& topic : request.topics) {
        auto& shown = result.response.topics.emplace_back();
        shown.name = topic.name;
        const bool allowed = call.may(Action::read_data, topic.name);
        for (const auto& part : topic.partitions) {
            auto& out = shown.partitions.emplace_back();
            out.partition_index = part.partition_index;
            out.error_code = allowed ? error::none : error::topic_authorization_failed;
            if (!allowed) continue;
            result.places.emplace_back(
                result.response.topics.size() - 1, shown.partitions.size() - 1
            );
            result.partitions.push_back({topic.name, part.partition_index});
        }
    }
    return result;
}

}  // namespace

template <>
void handle(
    Call& call, protocol::OffsetDeleteRequest&& request, Answer<protocol::OffsetDelete> answer
) {
    if (!call.may(Action::delete_group, request.group_id)) {
        Response refused;
        refused.error_code = error::group_authorization_failed;
        return answer.send(refused);
    }
    auto [response, partitions, places] = split(call, request);
    call.broker.groups.delete_offsets(
        request.group_id,
        std::move(partitions),
        [answer = std::move(answer),
         reply = std::move(response),
         where = std::move(places)](GroupCoordinator::Codes codes) mutable {
            // The first code is the group's, the others are the partitions'.
            if (!codes.empty()) reply.error_code = wire(codes[0]);
            if (reply.error_code != error::none) reply.topics.clear();
            for (std::size_t index = 0;
                 !reply.topics.empty() && index < where.size() && index + 1 < codes.size();
                 ++index) {
                const auto [topic, part] = where[index];
                reply.topics[topic].partitions[part].error_code = wire(codes[index + 1]);
            }
            answer.send(reply);
        }
    );
}

}  // namespace atlas::broker
