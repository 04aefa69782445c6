// SPDX-License-Identifier: Apache-2.0
#include "broker/handlers/shown_config.h"

#include "broker/cluster/kafka_setting.h"

namespace atlas::broker {
namespace {

constexpr auto number(ConfigSource source) {
    return static_cast<std::int8_t>(source);
}

/// The broker's synonyms of a setting: the cluster's property if it is set, then the default.
std::vector<ShownConfig::Synonym> considered(const Properties& properties, const ConfigKey& key) {
    std::vector<ShownConfig::Synonym> all;
    const std::string name(key.broker.empty() ? key.topic : key.broker);
    if (!key.broker.empty() && properties.is_given(key.broker))
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
        std::move(all),
        std::string(find_documentation(key.broker.empty() ? key.topic : key.broker))
    };
}

/// A setting that this broker does not read: shows the given value, or Kafka's default.
ShownConfig show(const KafkaSetting& setting, const ConfigMap& given) {
    ShownConfig shown{
        std::string(setting.name),
        std::nullopt,
        number(ConfigSource::initial),
        static_cast<std::int8_t>(setting.kind),
        false,
        {},
        std::string(setting.documentation),
        setting.kind == ConfigKind::password
    };
    if (setting.initial)
        shown.synonyms = {{shown.name, std::string(*setting.initial), shown.source}};
    if (const auto found = given.find(setting.name); found != given.end()) {
        shown.source = number(ConfigSource::broker);
        shown.synonyms.insert(shown.synonyms.begin(), {shown.name, found->second, shown.source});
    }
    if (shown.sensitive) shown.synonyms.clear();
    if (!shown.synonyms.empty()) shown.value = shown.synonyms.front().value;
    return shown;
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

std::vector<ShownConfig> broker_configs(const Properties& properties, const ShownBroker& broker) {
    std::vector<ShownConfig> shown;
    const auto id = std::to_string(broker.id);
    ConfigMap own = properties.given();
    for (const auto* name : {"broker.id", "node.id"})
        own[name] = id;
    own["log.dirs"] = broker.log_directory;
    for (const auto& setting : kafka_settings()) {
        if (const auto* key = find_broker_key(setting.name))
            shown.push_back(show(setting.name, *key, considered(properties, *key)));
        else
            shown.push_back(show(setting, own));
    }
    for (const auto& [name, value] : properties.given())
        if (find_documentation(name).empty())
            shown.push_back(show({name, ConfigKind::text, std::nullopt, ""}, own));
    // Broker settings come from the cluster's configuration alone.
    for (auto& one : shown)
        one.read_only = true;
    return shown;
}

}  // namespace atlas::broker
