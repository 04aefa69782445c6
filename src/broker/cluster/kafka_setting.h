// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "broker/cluster/config_key.h"

namespace atlas::broker {

/// One broker setting of Apache Kafka 3.9, as DescribeConfigs shows it. Most have no effect here,
/// because this broker has other threads, no ZooKeeper and no replication; they exist for clients
/// that look for them. `config_keys` lists the settings that are read; those of this broker alone
/// begin with "atlas.".
struct KafkaSetting {
    std::string_view name;
    ConfigKind kind = ConfigKind::text;
    std::optional<std::string_view> initial;  // nothing if Kafka has no default
    std::string_view documentation;
};

/// All settings, sorted by name. Generated from broker_settings.txt.
std::span<const KafkaSetting> kafka_settings();
/// Documentation of a broker setting, or of a setting that only topics have; empty for an unknown
/// name.
std::string_view find_documentation(std::string_view name);

}  // namespace atlas::broker
