// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/metadata.h"

#include "base/log.h"
#include "broker/handlers/authorized_operations.h"
#include "broker/handlers/handler.h"
#include "broker/handlers/new_topic.h"

namespace atlas::broker {
namespace {

using Request = protocol::MetadataRequest;
using Response = protocol::MetadataResponse;

constexpr std::int16_t leader_not_available = 5;
constexpr std::int16_t version_with_flag = 4;  // allow_auto_topic_creation; before it: allowed

void show(const Topic& topic, Response::Topic& out) {
    out.name = topic.record.name;
    out.topic_id = topic.record.id;
    out.is_internal = topic.record.internal();
    for (std::size_t number = 0; number < topic.partitions.size(); ++number) {
        const auto& replicas = topic.record.replicas[number];
        auto& part = out.partitions.emplace_back();
        part.partition_index = static_cast<std::int32_t>(number);
        part.leader_id = replicas.front();
        part.leader_epoch = topic.partitions[number]->leader_epoch();
        part.replica_nodes = replicas;
        part.isr_nodes = replicas;  // see Replicas: always in sync
    }
}

/// Starts to create a requested topic (auto.create.topics.enable). The client gets
/// LEADER_NOT_AVAILABLE, retries and finds the topic.
std::int16_t create(const Call& call, const std::string& name) {
    if (!call.may(Action::create_topic, name)) return error::topic_authorization_failed;
    if (call.broker.topics.is_taken(name)) return leader_not_available;
    WantedTopicShape wanted;
    wanted.name = name;
    auto plan = plan_topic(call.broker, std::move(wanted));
    if (plan.code != error::none) return plan.code;
    call.broker.topics.create(std::move(plan.record), [name](Result<> made) {
        if (!made) log::error("topics", "create {}: {}", name, made.error().message());
    });
    return leader_not_available;
}

bool may_create(const Call& call, const Request& request) {
    const bool asked = call.version() < version_with_flag || request.allow_auto_topic_creation;
    return asked && call.broker.properties.flag("auto.create.topics.enable");
}

void look_up(
    const Call& call, const Request& request, const std::string& name, Response::Topic& out
) {
    out.name = name;
    if (!call.may(Action::describe_topic, name)) {
        out.error_code = error::topic_authorization_failed;
    } else if (const auto* topic = call.broker.topics.find(name)) {
        show(*topic, out);
    } else if (!is_topic_name(name)) {
        out.error_code = error::invalid_topic_exception;
    } else {
        out.error_code =
            may_create(call, request) ? create(call, name) : error::unknown_topic_or_partition;
    }
}

void look_up(const Call& call, const protocol::Uuid& id, Response::Topic& out) {
    const auto* topic = call.broker.topics.find(id);
    out.topic_id = id;
    if (!topic) {
        out.error_code = error::unknown_topic_id;
    } else if (!call.may(Action::describe_topic, topic->record.name)) {
        // The name is not shown either.
        out.error_code = error::topic_authorization_failed;
    } else {
        show(*topic, out);
    }
}

void list_all(const Call& call, Response& response) {
    for (const auto& [name, topic] : call.broker.topics.all())
        if (call.may_see(Action::describe_topic, name)) show(topic, response.topics.emplace_back());
}

void add_operations(const Call& call, const Request& request, Response& response) {
    if (request.include_cluster_authorized_operations)
        response.cluster_authorized_operations = cluster_operations(call);
    if (!request.include_topic_authorized_operations) return;
    for (auto& topic : response.topics)
        if (topic.error_code == error::none)
            topic.topic_authorized_operations = topic_operations(call, topic.name.value_or(""));
}

}  // namespace

template <>
void handle(Call& call, protocol::MetadataRequest&& request, Answer<protocol::Metadata> answer) {
    Response response;
    for (auto& node : call.broker.nodes.of(call.endpoint.set))
        response.brokers.push_back({node.id, std::move(node.host), node.port, node.rack});
    response.cluster_id = call.broker.cluster_id;
    response.controller_id = call.broker.nodes.broker_ids().front();
    // null means all topics; in version 0 an empty list does.
    if (!request.topics || (call.version() == 0 && request.topics->empty())) {
        list_all(call, response);
    } else {
        for (const auto& topic : *request.topics) {
            auto& out = response.topics.emplace_back();
            if (topic.name) {
                look_up(call, request, *topic.name, out);
            } else {
                look_up(call, topic.topic_id, out);
            }
            // A null name exists only from version 12 on.
            if (!out.name && call.version() < 12) out.name = "";
        }
    }
    add_operations(call, request, response);
    answer.send(response);
}

}  // namespace atlas::broker
