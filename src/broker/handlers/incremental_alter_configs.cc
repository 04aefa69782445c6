// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/incremental_alter_configs.h"

#include "broker/handlers/handler.h"
#include "broker/handlers/store_change.h"

namespace atlas::broker {
namespace {

using Resource = protocol::IncrementalAlterConfigsRequest::Resource;

enum class Operation : std::int8_t { set = 0, remove = 1, append = 2, subtract = 3 };

/// Lists are the only settings that are appended to, and the only list that is carried out has one
/// value: what would make another one is refused by `set`.
void apply(const Call& call, ConfigChange& change, const Resource::Config& config) {
    const auto* key = find_topic_key(config.name);
    const auto operation = static_cast<Operation>(config.config_operation);
    const bool is_list = key && key->kind == ConfigKind::list;
    if (operation == Operation::remove) {
        change.configs.erase(config.name);
    } else if (!config.value) {
        change.code = error::invalid_request;
        change.message = "Null value not supported for " + config.name;
    } else if (operation == Operation::set) {
        set(change, config.name, *config.value);
    } else if (!is_list) {
        change.code = error::invalid_config;
        change.message = "Config value append is not allowed for config key: " + config.name;
    } else {
        const std::string now(call.broker.properties.topic_text(change.configs, config.name));
        if (operation == Operation::append && now != *config.value)
            set(change, config.name, now.empty() ? *config.value : now + "," + *config.value);
        if (operation == Operation::subtract && now == *config.value) set(change, config.name, "");
    }
}

}  // namespace

template <>
void handle(
    Call& call,
    protocol::IncrementalAlterConfigsRequest&& request,
    Answer<protocol::IncrementalAlterConfigs> answer
) {
    const auto gathered = gather(std::move(answer));
    for (const auto& asked : request.resources) {
        auto change = begin_change(call, asked.resource_type, asked.resource_name);
        for (const auto& config : asked.configs)
            if (change.code == error::none) apply(call, change, config);
        store_change(call, gathered, asked, std::move(change), request.validate_only);
    }
}

}  // namespace atlas::broker
