// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "broker/cluster/properties.h"

namespace atlas::broker {

/// Where a setting's value comes from, in DescribeConfigs' numbers.
enum class ConfigSource : std::int8_t { topic = 1, broker = 4, initial = 5 };

/// One setting as DescribeConfigs shows it.
struct ShownConfig {
    struct Synonym {
        std::string name;
        std::string value;
        std::int8_t source;
    };
    std::string name;
    std::optional<std::string> value;  // nothing: neither given nor a default
    std::int8_t source;
    std::int8_t kind;
    bool read_only = false;
    std::vector<Synonym> synonyms;  // the values that were considered, the one that holds first
    std::string documentation = {};
    bool sensitive = false;  // then there is no value
};

/// Every setting of a topic with these overrides.
std::vector<ShownConfig> topic_configs(const Properties& properties, const ConfigMap& overrides);
/// What is a broker's own.
struct ShownBroker {
    std::int32_t id = 0;
    std::string log_directory;
};
/// Every setting that a broker of Kafka has, and every property that is given and no setting of
/// Kafka's.
std::vector<ShownConfig> broker_configs(const Properties& properties, const ShownBroker& broker);

}  // namespace atlas::broker
