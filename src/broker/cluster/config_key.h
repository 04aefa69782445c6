// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace atlas::broker {

/// The kinds of values, in DescribeConfigs' own numbers.
enum class ConfigKind : std::int8_t {
    boolean = 1,
    text = 2,
    int32 = 3,
    int16 = 4,
    int64 = 5,
    real = 6,
    list = 7,
    class_name = 8,
    password = 9
};

/// One setting that Kafka knows. A topic's setting falls back on the broker's property.
struct ConfigKey {
    std::string_view topic;    // name as a topic's configuration; empty: the broker's only
    std::string_view broker;   // name in server.properties; empty: the topic's only
    std::string_view initial;  // Kafka's default
    ConfigKind kind = ConfigKind::text;
    double minimum = std::numeric_limits<double>::lowest();  // of a number
    double maximum = std::numeric_limits<double>::max();
};

std::span<const ConfigKey> config_keys();
/// Null for a name that is no topic's setting.
const ConfigKey* find_topic_key(std::string_view name);
const ConfigKey* find_broker_key(std::string_view name);

/// The value as it is kept and shown: trimmed, and spelled in one way. invalid_argument in Kafka's
/// words for a value that Kafka refuses; and for one that Kafka would carry out and this broker
/// would not (compaction, recompression, tiered storage): refused rather than ignored.
Result<std::string> read_config(const ConfigKey& key, std::string_view value);

}  // namespace atlas::broker
