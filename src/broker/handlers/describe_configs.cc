// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/describe_configs.h"

#include <algorithm>
#include <charconv>

#include "broker/handlers/config_resource.h"
#include "broker/handlers/handler.h"
#include "broker/handlers/shown_config.h"
#include "broker/protocol/quoted.h"

namespace atlas::broker {
namespace {

using Request = protocol::DescribeConfigsRequest;
using Shown = protocol::DescribeConfigsResponse::Result;

void fill(
    const Request& request,
    const Request::Resource& asked,
    std::vector<ShownConfig> configs,
    Shown& shown
) {
    for (auto& config : configs) {
        const auto& keys = asked.configuration_keys;
        if (keys && std::ranges::find(*keys, config.name) == keys->end()) continue;
        auto& out = shown.configs.emplace_back();
        out.name = std::move(config.name);
        out.value = std::move(config.value);
        out.read_only = config.read_only;
        out.config_source = config.source;
        out.is_default = config.source == static_cast<std::int8_t>(ConfigSource::initial);
        out.config_type = config.kind;
        out.is_sensitive = config.sensitive;
        if (request.include_documentation) out.documentation = std::move(config.documentation);
        if (!request.include_synonyms) continue;
        for (auto& synonym : config.synonyms)
            out.synonyms.push_back(
                {std::move(synonym.name), std::move(synonym.value), synonym.source}
            );
    }
}

void describe_topic(
    const Call& call, const Request& request, const Request::Resource& asked, Shown& shown
) {
    const auto* topic = call.broker.topics.find(asked.resource_name);
    if (!call.may(Action::describe_topic_dynamic_configuration, asked.resource_name)) {
        shown.error_code = error::topic_authorization_failed;
    } else if (!topic) {
        shown.error_code = error::unknown_topic_or_partition;
    } else {
        fill(request, asked, topic_configs(call.broker.properties, topic->record.configs), shown);
    }
}

void describe_broker(
    const Call& call, const Request& request, const Request::Resource& asked, Shown& shown
) {
    std::int32_t id = 0;
    const auto& name = asked.resource_name;
    const auto [end, failure] = std::from_chars(name.data(), name.data() + name.size(), id);
    const bool is_number = failure == std::errc{} && end == name.data() + name.size();
    if (!call.may(Action::describe_cluster_dynamic_configuration)) {
        shown.error_code = error::cluster_authorization_failed;
    } else if (name.empty()) {
        // An empty name means the cluster-wide dynamic defaults, of which there are none.
    } else if (!is_number || !call.broker.nodes.has_broker(id)) {
        shown.error_code = error::invalid_request;
        shown.error_message = "There is no broker " + protocol::quoted(name);
    } else {
        fill(
            request,
            asked,
            broker_configs(call.broker.properties, {id, call.broker.log_directory}),
            shown
        );
    }
}

}  // namespace

template <>
void handle(
    Call& call, protocol::DescribeConfigsRequest&& request, Answer<protocol::DescribeConfigs> answer
) {
    protocol::DescribeConfigsResponse response;
    for (const auto& asked : request.resources) {
        auto& shown = response.results.emplace_back();
        shown.resource_type = asked.resource_type;
        shown.resource_name = asked.resource_name;
        if (asked.resource_type == config_resource::topic) {
            describe_topic(call, request, asked, shown);
        } else if (asked.resource_type == config_resource::broker) {
            describe_broker(call, request, asked, shown);
        } else {
            shown.error_code = error::invalid_request;
            shown.error_message =
                "Unsupported resource type: " + std::to_string(asked.resource_type);
        }
    }
    answer.send(response);
}

}  // namespace atlas::broker
