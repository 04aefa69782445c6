// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"

namespace atlas::broker {

/// The kinds of values, in DescribeConfigs' own numbers.
enum class ConfigKind : std::int8_t {
    boolean = 1,
    text = 2,
    int32 = 3,
    int64 = 5,
    real = 6,
    list = 7
};

/// One setting that Kafka knows. A topic's setting falls back on the broker's property.
struct ConfigKey {
    std::string_view topic;    // name as a topic's configuration; empty: the broker's only
    std::string_view broker;   // name in server.properties
    std::string_view initial;  // Kafka's default
    ConfigKind kind = ConfigKind::text;
    double minimum = -1;  // of a number
};

std::span<const ConfigKey> config_keys();
/// Null for a name that is no topic's setting.
const ConfigKey* find_topic_key(std::string_view name);
const ConfigKey* find_broker_key(std::string_view name);

/// invalid_argument in Kafka's manner for a value of the wrong kind, below the minimum, or one that
/// this broker does not carry out (compaction, recompression): refused rather than ignored.
Result<> validate(const ConfigKey& key, std::string_view value);

}  // namespace atlas::broker
