// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "broker/cluster/config_key.h"
#include "broker/log/partition.h"

namespace atlas::broker {

using ConfigMap = std::map<std::string, std::string, std::less<>>;

/// The cluster's server.properties, with Kafka's defaults for what they leave out. Unknown names
/// are kept and shown, as Kafka does. Immutable; any thread.
class Properties {
public:
    explicit Properties(ConfigMap given = {});

    /// The value by the broker's name of the setting: given, else the default, else empty (0).
    std::string_view text(std::string_view name) const;
    std::int64_t number(std::string_view name) const;
    bool flag(std::string_view name) const { return text(name) == "true"; }
    bool is_given(std::string_view name) const { return given_.contains(name); }
    const ConfigMap& given() const { return given_; }

    /// The effective value for a topic with these overrides, by the topic's name of the setting.
    std::string_view topic_text(const ConfigMap& overrides, std::string_view name) const;
    std::int64_t topic_number(const ConfigMap& overrides, std::string_view name) const;
    PartitionSettings partition_settings(const ConfigMap& overrides) const;

    /// Checks a topic's overrides and returns them in canonical form. invalid_argument, with
    /// Kafka's messages and in Kafka's order, for an unknown name, a refused value, or values that
    /// contradict each other.
    Result<ConfigMap> read_overrides(const ConfigMap& given) const;

private:
    ConfigMap given_;
};

}  // namespace atlas::broker
