// SPDX-License-Identifier: Apache-2.0
#pragma once

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
    std::string value;
    std::int8_t source;
    std::int8_t kind;
    bool read_only = false;
    std::vector<Synonym> synonyms;  // the values that were considered, the one that holds first
};

/// Every setting of a topic with these overrides.
std::vector<ShownConfig> topic_configs(const Properties& properties, const ConfigMap& overrides);
/// Every property of the brokers, those that Kafka does not know included.
std::vector<ShownConfig> broker_configs(const Properties& properties, std::int32_t broker_id);

}  // namespace atlas::broker
