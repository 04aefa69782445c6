// SPDX-License-Identifier: Apache-2.0
#include "broker/main/config.h"

#include <set>

#include "broker/cluster/config_key.h"
#include "broker/cluster/kafka_release.h"
#include "json/fields.h"

namespace atlas::broker {
namespace {

using Problems = std::vector<std::string>;

constexpr int port_max = 65535;

void check_listener(const ListenerConfig& listener, const std::string& where, Problems& problems) {
    if (listener.protocol != "SASL_SSL" && listener.protocol != "PLAINTEXT")
        problems.push_back(where + ".protocol: SASL_SSL or PLAINTEXT");
    if (listener.host.empty()) problems.push_back(where + ".host: missing");
    if (listener.bind.empty() && !listener.fd) problems.push_back(where + ": bind or fd is needed");
    if (listener.port < 0 || listener.port > port_max)
        problems.push_back(where + ".port: 0 to 65535");
    if (listener.bind_port && (*listener.bind_port < 0 || *listener.bind_port > port_max))
        problems.push_back(where + ".bind_port: 0 to 65535");
}

void check_brokers(const BrokerConfig& config, Problems& problems) {
    std::set<int> ids;
    for (const auto& member : config.brokers)
        if (!ids.insert(member.id).second)
            problems.push_back("brokers: id " + std::to_string(member.id) + " stands twice");
    if (ids.empty()) problems.push_back("brokers: at least one");
    for (std::size_t index = 0; index < config.listeners.size(); ++index) {
        const auto where = "listeners[" + std::to_string(index) + "]";
        check_listener(config.listeners[index], where, problems);
        if (!ids.contains(config.listeners[index].broker))
            problems.push_back(where + ".broker: not among brokers");
    }
}

void read_properties(BrokerConfig& config, Problems& problems) {
    for (auto& [name, value] : config.properties) {
        const auto* key = find_broker_key(name);
        if (!key) continue;  // Unknown properties are kept unchecked, as in Kafka.
        auto kept = read_config(*key, value);
        if (kept) {
            value = std::move(kept).value();
        } else {
            problems.push_back("properties." + name + ": " + kept.error().message());
        }
    }
}

}  // namespace

Result<ListenerConfig> parse_listener(const json::Value& value) {
    ListenerConfig listener;
    ATLAS_TRY(json::from_value(value, listener));
    Problems problems;
    check_listener(listener, "listener", problems);
    if (!problems.empty()) return Error(ErrorCode::invalid_argument, problems.front());
    return listener;
}

Result<BrokerConfig> parse_config(std::string_view text) {
    const auto value = ATLAS_TRY(json::parse(text));
    BrokerConfig config;
    ATLAS_TRY(json::from_value(value, config));
    Problems problems;
    if (config.cluster_id.empty()) problems.push_back("cluster_id: missing");
    if (config.data_directory.empty()) problems.push_back("data_directory: missing");
    if (const auto release = KafkaRelease::find(config.kafka_version)) {
        config.properties.try_emplace(
            "inter.broker.protocol.version", std::string(release->protocol())
        );
    } else {
        problems.push_back("kafka_version: " + config.kafka_version + " is not known");
    }
    check_brokers(config, problems);
    read_properties(config, problems);
    if (config.control_socket.empty())
        config.control_socket = config.data_directory + "/control.sock";
    std::string all;
    for (const auto& problem : problems)
        all += (all.empty() ? "" : "\n") + problem;
    if (!all.empty()) return Error(ErrorCode::invalid_argument, all);
    return config;
}

}  // namespace atlas::broker
