// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "broker/cluster/properties.h"

namespace atlas::broker {

/// Where a setting's value comes from, with the numbers of DescribeConfigs.
enum class ConfigSource : std::int8_t { topic = 1, broker = 4, initial = 5 };

/// One setting as DescribeConfigs shows it.
struct ShownConfig {
    /// A possible source of the value.
    struct Synonym {
        std::string name;
        std::string value;
        std::int8_t source;
    };
    std::string name;
    std::optional<std::string> value;  // nothing if it is neither set nor has a default
    std::int8_t source;
    std::int8_t kind;
    bool read_only = false;
    std::vector<Synonym> synonyms;  // by precedence: the first one's value applies
    std::string documentation = {};
    bool sensitive = false;  // the value is not shown
};

/// Every setting of a topic with these overrides.
std::vector<ShownConfig> topic_configs(const Properties& properties, const ConfigMap& overrides);
/// The part of the settings that differs between the brokers of the process.
struct ShownBroker {
    std::int32_t id = 0;
    std::string log_directory;
};
/// Every broker setting of Kafka, and every property of the cluster that Kafka does not know.
std::vector<ShownConfig> broker_configs(const Properties& properties, const ShownBroker& broker);

}  // namespace atlas::broker
