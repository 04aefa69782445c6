// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/create_partitions.h"

#include <functional>

#include "broker/handlers/gather.h"
#include "broker/handlers/handler.h"
#include "broker/handlers/placement.h"

namespace atlas::broker {
namespace {

using Request = protocol::CreatePartitionsRequest;
using Gathered = Gather<protocol::CreatePartitions>;

constexpr std::int32_t partitions_max = 10'000;

struct Plan {
    std::int16_t code = error::none;
    std::string message;
    std::vector<Replicas> more;
};

Plan plan(const Call& call, const Request::Topic& asked) {
    if (!call.may(Action::alter_topic, asked.name))
        return {error::topic_authorization_failed, "Authorization failed.", {}};
    const auto* topic = call.broker.topics.find(asked.name);
    if (!topic)
        return {error::unknown_topic_or_partition, "This server does not host this topic.", {}};
    const auto has = static_cast<std::int32_t>(topic->partitions.size());
    if (asked.count <= has)
        return {
            error::invalid_partitions,
            "The topic " + asked.name + " currently has " + std::to_string(has) +
                " partition(s); " + std::to_string(asked.count) + " would not be an increase.",
            {}
        };
    if (asked.count > partitions_max)
        return {error::invalid_partitions, "More than 10000 partitions.", {}};
    const auto more = static_cast<std::size_t>(asked.count - has);
    const auto brokers = call.broker.nodes.broker_ids();
    const auto factor = topic->record.replicas.front().size();
    if (!asked.assignments)
        return {
            error::none,
            {},
            place(
                brokers,
                more,
                std::min(factor, brokers.size()),
                (std::hash<std::string>{}(asked.name) + topic->partitions.size()) % brokers.size()
            )
        };
    Plan planned;
    for (const auto& assignment : *asked.assignments)
        planned.more.push_back(assignment.broker_ids);
    planned.message = planned.more.size() == more
                          ? fault_of(call.broker.nodes, planned.more, factor)
                          : "The assignment does not fit the increase.";
    if (!planned.message.empty()) planned.code = error::invalid_replica_assignment;
    return planned;
}

void add(
    Call& call,
    const Request& request,
    const Request::Topic& asked,
    const std::shared_ptr<Gathered>& gathered
) {
    const auto index = gathered->response.results.size();
    auto& shown = gathered->response.results.emplace_back();
    shown.name = asked.name;
    auto planned = plan(call, asked);
    shown.error_code = planned.code;
    if (planned.code != error::none) shown.error_message = std::move(planned.message);
    if (planned.code != error::none || request.validate_only) return;
    call.broker.topics
        .add_partitions(asked.name, std::move(planned.more), [gathered, index](Result<> made) {
            if (made) return;
            gathered->response.results[index].error_code = wire(made.error());
            gathered->response.results[index].error_message = made.error().message();
        });
}

}  // namespace

template <>
void handle(
    Call& call,
    protocol::CreatePartitionsRequest&& request,
    Answer<protocol::CreatePartitions> answer
) {
    const auto gathered = gather(std::move(answer));
    for (const auto& asked : request.topics)
        add(call, request, asked, gathered);
}

}  // namespace atlas::broker
