// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/offset_fetch.h"

#include "broker/handlers/handler.h"

namespace atlas::broker {
namespace {

using Request = protocol::OffsetFetchRequest;
using Response = protocol::OffsetFetchResponse;

constexpr std::int16_t version_with_many = 8;
constexpr std::int16_t version_with_group_error = 2;

using Asked = std::optional<std::vector<TopicPartition>>;

template <typename Topics>
Asked to_asked(const std::optional<Topics>& topics) {
    if (!topics) return std::nullopt;
    Asked asked(std::in_place);
    for (const auto& topic : *topics)
        for (const auto number : topic.partition_indexes)
            asked->push_back({topic.name, number});
    return asked;
}

/// Fills one group's topics and returns the group's code. A topic that the caller may not describe
/// gets an error if it was requested by name; in a request for all topics it is left out.
template <typename Topics>
std::int16_t fetch(const Call& call, const std::string& group, const Asked& asked, Topics& topics) {
    if (!call.may(Action::describe_group, group)) return error::group_authorization_failed;
    std::vector<CommitEntry> found;
    const auto code = call.broker.groups.fetch_offsets(group, asked, found);
    if (code != KafkaCode::none) return wire(code);
    for (auto& entry : found) {
        const auto& name = entry.partition.topic;
        const bool seen = asked ? call.may(Action::describe_topic, name)
                                : call.may_see(Action::describe_topic, name);
        if (!seen && !asked) continue;
        if (topics.empty() || topics.back().name != name) topics.emplace_back().name = name;
        auto& part = topics.back().partitions.emplace_back();
        part.partition_index = entry.partition.partition;
        part.error_code = seen ? error::none : error::topic_authorization_failed;
        part.committed_offset = seen ? entry.committed.offset : -1;
        if (seen) part.committed_leader_epoch = entry.committed.leader_epoch;
        part.metadata = seen ? std::move(entry.committed.metadata) : "";
    }
    return error::none;
}

/// Versions 0 and 1 have no field for the group's code, so every partition gets it.
void spread(std::int16_t code, const Asked& asked, Response& response) {
    for (const auto& [topic, number] : asked.value_or(std::vector<TopicPartition>{})) {
        if (response.topics.empty() || response.topics.back().name != topic)
            response.topics.emplace_back().name = topic;
        auto& part = response.topics.back().partitions.emplace_back();
        part.partition_index = number;
        part.committed_offset = -1;
        part.metadata = "";
        part.error_code = code;
    }
}

}  // namespace

template <>
void handle(
    Call& call, protocol::OffsetFetchRequest&& request, Answer<protocol::OffsetFetch> answer
) {
    Response response;
    if (call.version() >= version_with_many) {
        for (const auto& group : request.groups) {
            auto& out = response.groups.emplace_back();
            out.group_id = group.group_id;
            out.error_code = fetch(call, group.group_id, to_asked(group.topics), out.topics);
        }
        return answer.send(response);
    }
    const auto asked = to_asked(request.topics);
    response.error_code = fetch(call, request.group_id, asked, response.topics);
    if (response.error_code != error::none && call.version() < version_with_group_error)
        spread(response.error_code, asked, response);
    answer.send(response);
}

}  // namespace atlas::broker
