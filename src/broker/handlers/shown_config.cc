// SPDX-License-Identifier: Apache-2.0
#include "broker/handlers/shown_config.h"

namespace atlas::broker {
namespace {

constexpr auto number(ConfigSource source) {
    return static_cast<std::int8_t>(source);
}

/// The broker's part of what was considered.
std::vector<ShownConfig::Synonym> considered(const Properties& properties, const ConfigKey& key) {
    std::vector<ShownConfig::Synonym> all;
    const std::string name(key.broker);
    if (properties.is_given(key.broker))
        all.push_back({name, std::string(properties.text(name)), number(ConfigSource::broker)});
    all.push_back({name, std::string(key.initial), number(ConfigSource::initial)});
    return all;
}

ShownConfig show(
    std::string_view name, const ConfigKey& key, std::vector<ShownConfig::Synonym> all
) {
    return {
        std::string(name),
        all.front().value,
        all.front().source,
        static_cast<std::int8_t>(key.kind),
        false,
        std::move(all)
    };
}

}  // namespace

std::vector<ShownConfig> topic_configs(const Properties& properties, const ConfigMap& overrides) {
    std::vector<ShownConfig> shown;
    for (const auto& key : config_keys()) {
        if (key.topic.empty()) continue;
        auto all = considered(properties, key);
        if (const auto own = overrides.find(key.topic); own != overrides.end())
            all.insert(all.begin(), {own->first, own->second, number(ConfigSource::topic)});
        shown.push_back(show(key.topic, key, std::move(all)));
    }
    return shown;
}

std::vector<ShownConfig> broker_configs(const Properties& properties, std::int32_t broker_id) {
    std::vector<ShownConfig> shown;
    const auto id = std::to_string(broker_id);
    const auto given = number(ConfigSource::broker);
    shown.push_back(
        {"broker.id",
         id,
         given,
         static_cast<std::int8_t>(ConfigKind::int32),
         true,
         {{"broker.id", id, given}}}
    );
    for (const auto& key : config_keys()) {
        shown.push_back(show(key.broker, key, considered(properties, key)));
        shown.back().read_only = true;  // They come from the cluster's configuration.
    }
    for (const auto& [name, value] : properties.given()) {
        if (find_broker_key(name)) continue;
        shown.push_back(
            {name,
             value,
             given,
             static_cast<std::int8_t>(ConfigKind::text),
             true,
             {{name, value, given}}}
        );
    }
    return shown;
}

}  // namespace atlas::broker
