// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "broker/handlers/broker.h"

namespace atlas::broker {

/// A topic as somebody asked for it, -1 meaning "as the cluster is configured".
struct WantedTopicShape {
    std::string name;
    std::int32_t partitions = -1;
    std::int32_t replication_factor = -1;
    std::vector<Replicas> assignment;  // by partition; overrides the two above when not empty
    ConfigMap configs;
};

struct TopicPlan {
    std::int16_t code = 0;  // why not, in Kafka's code
    std::string message;
    TopicRecord record;  // without an id yet
};

/// What would be made, or why it cannot be: the name, the number of partitions and replicas, the
/// assignment, each setting.
TopicPlan plan_topic(const Broker& broker, WantedTopicShape wanted);

}  // namespace atlas::broker
