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

/// The cluster's server.properties over Kafka's defaults. Unknown names are kept and shown, as
/// Kafka does. Immutable once made; any thread.
class Properties {
public:
    explicit Properties(ConfigMap given = {});

    /// By the broker's name of the setting.
    std::string_view text(std::string_view name) const;
    std::int64_t number(std::string_view name) const;
    bool flag(std::string_view name) const { return text(name) == "true"; }
    bool is_given(std::string_view name) const { return given_.contains(name); }
    const ConfigMap& given() const { return given_; }

    /// What a topic with these overrides obeys, by the topic's name of the setting.
    std::string_view topic_text(const ConfigMap& overrides, std::string_view name) const;
    std::int64_t topic_number(const ConfigMap& overrides, std::string_view name) const;
    PartitionSettings partition_settings(const ConfigMap& overrides) const;

    /// A topic's overrides as they are kept. invalid_argument, in Kafka's words and order, for a
    /// name that is no topic's setting, a value that is refused, or values that do not go together.
    Result<ConfigMap> read_overrides(const ConfigMap& given) const;

private:
    ConfigMap given_;
};

}  // namespace atlas::broker
