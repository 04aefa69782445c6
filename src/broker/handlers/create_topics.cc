// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/create_topics.h"

#include <map>
#include <set>

#include "broker/handlers/gather.h"
#include "broker/handlers/handler.h"
#include "broker/handlers/new_topic.h"
#include "broker/handlers/shown_config.h"
#include "broker/protocol/quoted.h"

namespace atlas::broker {
namespace {

using Request = protocol::CreateTopicsRequest;
using Shown = protocol::CreateTopicsResponse::Topic;

constexpr std::int16_t version_with_defaults = 4;  // -1 means the cluster's default

/// The requested topic; nothing if the partitions of the assignment are not 0, 1, 2 … without gaps
/// and duplicates.
std::optional<WantedTopicShape> to_shape(const Request::Topic& topic) {
    WantedTopicShape wanted;
    wanted.name = topic.name;
    wanted.partitions = topic.num_partitions;
    wanted.replication_factor = topic.replication_factor;
    std::map<std::int32_t, Replicas> assignment;
    for (const auto& part : topic.assignments)
        assignment[part.partition_index] = part.broker_ids;
    if (assignment.size() != topic.assignments.size()) return std::nullopt;
    for (auto& [number, replicas] : assignment) {
        if (number != static_cast<std::int32_t>(wanted.assignment.size())) return std::nullopt;
        wanted.assignment.push_back(std::move(replicas));
    }
    for (const auto& config : topic.configs)
        wanted.configs[config.name] = config.value.value_or("");  // the last of duplicate names
    return wanted;
}

TopicPlan plan(const Call& call, const Request::Topic& topic, bool named_twice) {
    if (!call.may(Action::create_topic, topic.name))
        return {error::topic_authorization_failed, "Authorization failed.", {}};
    if (named_twice) return {error::invalid_request, "Duplicate topic name.", {}};
    for (const auto& config : topic.configs)
        if (!config.value)
            return {
                error::invalid_config,
                "Null value not supported for topic configs: " + protocol::quoted(config.name),
                {}
            };
    auto shape = to_shape(topic);
    if (!shape)
        return {error::invalid_replica_assignment, "partitions are assigned once each, from 0", {}};
    if (call.version() < version_with_defaults && shape->assignment.empty() &&
        (shape->partitions == -1 || shape->replication_factor == -1))
        return {error::invalid_request, "defaults need CreateTopics version 4", {}};
    return plan_topic(call.broker, std::move(*shape));
}

/// Fills the parts of the answer that describe the topic (version 5 and later), if the caller may
/// see its settings.
void describe(const Call& call, const TopicRecord& record, Shown& shown) {
    if (!call.may_see(Action::describe_topic_dynamic_configuration, record.name)) {
        shown.topic_config_error_code = error::topic_authorization_failed;
        return;
    }
    shown.num_partitions = static_cast<std::int32_t>(record.replicas.size());
    shown.replication_factor = static_cast<std::int16_t>(record.replicas.front().size());
    auto& configs = shown.configs.emplace();
    for (const auto& config : topic_configs(call.broker.properties, record.configs))
        configs.push_back({config.name, config.value, false, config.source, false});
}

void create_one(
    Call& call,
    const Request& request,
    const Request::Topic& topic,
    bool named_twice,
    const std::shared_ptr<Gather<protocol::CreateTopics>>& gathered
) {
    const auto index = gathered->response.topics.size();
    auto& shown = gathered->response.topics.emplace_back();
    shown.name = topic.name;
    auto planned = plan(call, topic, named_twice);
    shown.error_code = planned.code;
    if (planned.code != error::none) {
        shown.error_message = std::move(planned.message);
        return;
    }
    describe(call, planned.record, shown);
    if (request.validate_only) return;
    call.broker.topics.create(
        std::move(planned.record),
        [&broker = call.broker, gathered, index, name = topic.name](Result<> made) {
            auto& out = gathered->response.topics[index];
            if (!made) {
                out.error_code = wire(made.error());
                out.error_message = made.error().message();
            } else if (const auto* created = broker.topics.find(name)) {
                out.topic_id = created->record.id;
            }
        }
    );
}

}  // namespace

template <>
void handle(
    Call& call, protocol::CreateTopicsRequest&& request, Answer<protocol::CreateTopics> answer
) {
    const auto gathered = gather(std::move(answer));
    // A duplicate topic gets one result, an error, as in Kafka.
    std::map<std::string, int> times;
    for (const auto& topic : request.topics)
        ++times[topic.name];
    std::set<std::string> answered;
    for (const auto& topic : request.topics)
        if (answered.insert(topic.name).second)
            create_one(call, request, topic, times[topic.name] > 1, gathered);
}

}  // namespace atlas::broker
