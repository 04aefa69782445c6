// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace atlas::broker {

/// The type of a setting's value, with the numbers of DescribeConfigs.
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

/// One setting of Kafka that this broker reads. A topic without the setting uses the broker's
/// property.
struct ConfigKey {
    std::string_view topic;    // name in a topic's configuration; empty if only a broker has it
    std::string_view broker;   // name in server.properties; empty if only a topic has it
    std::string_view initial;  // default
    ConfigKind kind = ConfigKind::text;
    double minimum = std::numeric_limits<double>::lowest();  // for numbers, as is maximum
    double maximum = std::numeric_limits<double>::max();
};

/// The topic settings sorted by name, then those that only a broker has.
std::span<const ConfigKey> config_keys();
/// By the topic's name of the setting, or by the broker's; null for an unknown name.
const ConfigKey* find_topic_key(std::string_view name);
const ConfigKey* find_broker_key(std::string_view name);

/// The value in its canonical form, as it is stored and shown. Errors, all invalid_argument: a
/// value that Kafka refuses, with Kafka's message; and a value that Kafka supports and this broker
/// does not (compaction, recompression, tiered storage), which is refused and not ignored.
Result<std::string> read_config(const ConfigKey& key, std::string_view value);

}  // namespace atlas::broker
