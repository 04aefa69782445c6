// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/offset_commit.h"

#include "broker/handlers/find_partition.h"
#include "broker/handlers/handler.h"

namespace atlas::broker {
namespace {

using Request = protocol::OffsetCommitRequest;
using Response = protocol::OffsetCommitResponse;

/// The code for an offset that is refused before the group sees it.
std::int16_t check(const Call& call, const std::string& topic, std::int32_t partition) {
    if (!call.may(Action::read_data, topic)) return error::topic_authorization_failed;
    if (!find_partition(call.broker.topics.find(topic), partition))
        return error::unknown_topic_or_partition;
    return error::none;
}

/// A request, split into entries for the group and a response in which refusals are filled in.
struct Split {
    CommitRequest commit;
    Response response;
    std::vector<std::pair<std::size_t, std::size_t>> places;  // of each entry in the response
};

Split split(const Call& call, const Request& request, bool group_allowed) {
    Split result;
    for (const auto& topic : request.topics) {
        auto& shown = result.response.topics.emplace_back();
        shown.name = topic.name;
        for (const auto& part : topic.partitions) {
            auto& out = shown.partitions.emplace_back();
            out.partition_index = part.partition_index;
            out.error_code = group_allowed ? check(call, topic.name, part.partition_index)
                                           : error::group_authorization_failed;
            if (out.error_code != error::none) continue;
            result.places.emplace_back(
                result.response.topics.size() - 1, shown.partitions.size() - 1
            );
            result.commit.entries.push_back(
                {{topic.name, part.partition_index},
                 {part.committed_offset,
                  part.committed_leader_epoch,
                  part.committed_metadata.value_or(""),
                  -1}}
            );
        }
    }
    return result;
}

}  // namespace

template <>
void handle(
    Call& call, protocol::OffsetCommitRequest&& request, Answer<protocol::OffsetCommit> answer
) {
    auto [commit, response, places] =
        split(call, request, call.may(Action::alter_group, request.group_id));
    if (places.empty()) return answer.send(response);
    commit.group_id = std::move(request.group_id);
    commit.generation = request.generation_id_or_member_epoch;
    commit.member_id = std::move(request.member_id);
    commit.instance_id = request.group_instance_id.value_or("");
    call.broker.groups.commit(
        std::move(commit),
        [answer = std::move(answer),
         reply = std::move(response),
         where = std::move(places)](GroupCoordinator::Codes codes) mutable {
            for (std::size_t index = 0; index < where.size() && index < codes.size(); ++index) {
                const auto [topic, part] = where[index];
                reply.topics[topic].partitions[part].error_code = wire(codes[index]);
            }
            answer.send(reply);
        }
    );
}

}  // namespace atlas::broker
