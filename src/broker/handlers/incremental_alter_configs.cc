// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/incremental_alter_configs.h"

#include <algorithm>

#include "broker/handlers/handler.h"
#include "broker/handlers/store_change.h"
#include "broker/protocol/quoted.h"

namespace atlas::broker {
namespace {

using Resource = protocol::IncrementalAlterConfigsRequest::Resource;

enum class Operation : std::int8_t { set = 0, remove = 1, append = 2, subtract = 3 };

std::vector<std::string> elements(std::string_view list) {
    std::vector<std::string> found;
    while (!list.empty()) {
        const auto comma = list.find(',');
        found.emplace_back(list.substr(0, comma));
        list.remove_prefix(comma == list.npos ? list.size() : comma + 1);
    }
    return found;
}

/// The list with the elements of `change` added (without duplicates) or removed.
std::string merged(std::string_view list, std::string_view change, bool add) {
    auto kept = elements(list);
    for (const auto& one : elements(change)) {
        const auto found = std::ranges::find(kept, one);
        if (add && found == kept.end()) kept.push_back(one);
        if (!add && found != kept.end()) kept.erase(found);
    }
    std::string joined;
    for (const auto& one : kept)
        joined += (joined.empty() ? "" : ",") + one;
    return joined;
}

void apply(const Properties& properties, ConfigChange& change, const Resource::Config& config) {
    const auto* key = find_topic_key(config.name);
    const auto operation = static_cast<Operation>(config.config_operation);
    if (operation == Operation::remove) {
        change.configs.erase(config.name);
    } else if (operation == Operation::set || !key) {  // end_change refuses an unknown name.
        change.configs[config.name] = *config.value;
    } else if (operation != Operation::append && operation != Operation::subtract) {
        change.code = error::invalid_request;
        change.message = "Unknown operation on " + protocol::quoted(config.name);
    } else if (const bool add = operation == Operation::append; key->kind != ConfigKind::list) {
        change.code = error::invalid_config;
        change.message = std::string("Can't ") + (add ? "APPEND" : "SUBTRACT") + " to key " +
                         config.name + " because its type is not LIST.";
    } else {
        const auto now = properties.topic_text(change.configs, config.name);
        change.configs[config.name] = merged(now, *config.value, add);
    }
}

/// Checks names and missing values, before any value is parsed.
void check_request(ConfigChange& change, const Resource& asked) {
    std::vector<std::string> names, nulls;
    for (const auto& config : asked.configs) {
        names.push_back(config.name);
        const bool removed = static_cast<Operation>(config.config_operation) == Operation::remove;
        if (!removed && !config.value) nulls.push_back(config.name);
    }
    check_names(change, names, nulls);
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
        check_named_once(request.resources, asked, change);
        check_request(change, asked);
        const auto apply_all = [&properties = call.broker.properties, asked](ConfigChange& each) {
            for (const auto& config : asked.configs)
                if (each.code == error::none) apply(properties, each, config);
        };
        store_change(call, gathered, asked, std::move(change), apply_all, request.validate_only);
    }
}

}  // namespace atlas::broker
