// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "broker/handlers/broker.h"

namespace atlas::broker {

/// A topic as requested; -1 means the cluster's default.
struct WantedTopicShape {
    std::string name;
    std::int32_t partitions = -1;
    std::int32_t replication_factor = -1;
    std::vector<Replicas> assignment;  // by partition; if not empty, the two above must be -1
    ConfigMap configs;
};

/// A checked topic, or the reason for its refusal.
struct TopicPlan {
    std::int16_t code = 0;  // Kafka's; 0 = none
    std::string message;
    TopicRecord record;  // without an id yet
};

/// Checks name, numbers of partitions and replicas, assignment and settings of a topic, and plans
/// it. Creates nothing.
TopicPlan plan_topic(const Broker& broker, WantedTopicShape wanted);

}  // namespace atlas::broker
