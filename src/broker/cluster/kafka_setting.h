// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "broker/cluster/config_key.h"

namespace atlas::broker {

/// One setting of a broker of Apache Kafka 3.9, as DescribeConfigs tells of it. Most of them mean
/// nothing to this broker, which has other threads, no ZooKeeper and no replication: clients that
/// look for them find them. `config_keys` has those that it reads; a name of its own among them
/// begins with "atlas.".
struct KafkaSetting {
    std::string_view name;
    ConfigKind kind = ConfigKind::text;
    std::optional<std::string_view> initial;  // nothing: Kafka has no default
    std::string_view documentation;
};

/// All of them, by name. Made from broker_settings.txt.
std::span<const KafkaSetting> kafka_settings();
/// Of a broker's setting, or of a topic's that no broker has; empty for an unknown name.
std::string_view find_documentation(std::string_view name);

}  // namespace atlas::broker
