// SPDX-License-Identifier: Apache-2.0
#include "broker/handlers/new_topic.h"

#include <functional>

#include "broker/handlers/placement.h"
#include "broker/protocol/error_code.h"

namespace atlas::broker {
namespace {

namespace error = protocol::error;

/// On one machine a larger number for one topic can only be a mistake.
constexpr std::int32_t partitions_max = 10'000;

TopicPlan refuse(std::int16_t code, std::string message) {
    return {code, std::move(message), {}};
}

TopicPlan plan_placement(const Broker& broker, const WantedTopicShape& wanted, TopicPlan plan) {
    const auto brokers = broker.nodes.broker_ids();
    const auto partitions =
        wanted.partitions == -1
            ? static_cast<std::int32_t>(broker.properties.number("num.partitions"))
            : wanted.partitions;
    const auto factor =
        wanted.replication_factor == -1
            ? static_cast<std::int32_t>(broker.properties.number("default.replication.factor"))
            : wanted.replication_factor;
    if (partitions <= 0)
        return refuse(
            error::invalid_partitions,
            "Number of partitions was set to an invalid "
            "non-positive value."
        );
    if (partitions > partitions_max)
        return refuse(error::invalid_partitions, "Number of partitions is larger than 10000.");
    if (factor <= 0)
        return refuse(
            error::invalid_replication_factor,
            "Replication factor must be larger than 0, "
            "or -1 to use the default value."
        );
    if (static_cast<std::size_t>(factor) > brokers.size())
        return refuse(
            error::invalid_replication_factor,
            "Unable to replicate the partition " + std::to_string(factor) +
                " time(s): The target replication factor of " + std::to_string(factor) +
                " cannot be reached because only " + std::to_string(brokers.size()) +
                " broker(s) are registered."
        );
    plan.record.replicas = place(
        brokers,
        static_cast<std::size_t>(partitions),
        static_cast<std::size_t>(factor),
        std::hash<std::string>{}(wanted.name) % brokers.size()
    );
    return plan;
}

}  // namespace

TopicPlan plan_topic(const Broker& broker, WantedTopicShape wanted) {
    if (!is_topic_name(wanted.name))
        return refuse(
            error::invalid_topic_exception,
            "Topic name is invalid: it is empty, '.', '..', longer than 249 characters, or "
            "contains characters other than ASCII alphanumerics, '.', '_' and '-'"
        );
    if (broker.topics.is_taken(wanted.name))
        return refuse(error::topic_already_exists, "Topic '" + wanted.name + "' already exists.");
    if (const auto* other = broker.topics.colliding(wanted.name))
        return refuse(
            error::invalid_topic_exception,
            "Topic '" + wanted.name + "' collides with existing topic: " + *other
        );
    auto configs = broker.properties.read_overrides(wanted.configs);
    if (!configs) return refuse(error::invalid_config, configs.error().message());
    TopicPlan plan;
    plan.record.name = wanted.name;
    plan.record.configs = std::move(configs).value();
    if (wanted.assignment.empty()) return plan_placement(broker, wanted, std::move(plan));
    if (wanted.partitions != -1 || wanted.replication_factor != -1)
        return refuse(
            error::invalid_request,
            "Both numPartitions or replicationFactor and replicasAssignments were set. Both cannot "
            "be used at the same time."
        );
    const auto factor = wanted.assignment.front().size();
    if (auto fault = fault_of(broker.nodes, wanted.assignment, factor); !fault.empty())
        return refuse(error::invalid_replica_assignment, std::move(fault));
    plan.record.replicas = std::move(wanted.assignment);
    return plan;
}

}  // namespace atlas::broker
