// SPDX-License-Identifier: Apache-2.0
#include "broker/handlers/config_resource.h"

#include <set>

#include "broker/protocol/quoted.h"

namespace atlas::broker {

ConfigChange begin_change(const Call& call, std::int8_t resource_type, const std::string& name) {
    if (resource_type == config_resource::topic) {
        if (!call.may(Action::alter_topic_dynamic_configuration, name))
            return {error::topic_authorization_failed, "Topic authorization failed.", {}};
        const auto* topic = call.broker.topics.find(name);
        if (!topic)
            return {
                error::unknown_topic_or_partition,
                "The topic '" + protocol::quoted(name) + "' does not exist.",
                {}
            };
        return {error::none, {}, topic->record.configs};
    }
    if (!call.may(Action::alter_cluster_dynamic_configuration))
        return {error::cluster_authorization_failed, "Cluster authorization failed.", {}};
    return {
        error::invalid_request,
        "Only topics' settings change here: the brokers' come from the cluster's configuration.",
        {}
    };
}

void check_names(
    ConfigChange& change,
    const std::vector<std::string>& names,
    const std::vector<std::string>& nulls
) {
    if (change.code != error::none) return;
    if (std::set<std::string>(names.begin(), names.end()).size() != names.size()) {
        change.code = error::invalid_request;
        change.message = "Error due to duplicate config keys";
    } else if (!nulls.empty()) {
        change.code = error::invalid_request;
        std::string names_of_all;
        for (const auto& name : nulls)
            names_of_all += (&name == &nulls.front() ? "" : ", ") + name;
        change.message = "Null value not supported for : " + protocol::quoted(names_of_all);
    }
}

void end_change(const Properties& properties, const ConfigEdit& edit, ConfigChange& change) {
    if (change.code != error::none) return;
    edit(change);
    if (change.code != error::none) return;
    auto kept = properties.read_overrides(change.configs);
    if (kept) {
        change.configs = std::move(kept).value();
        return;
    }
    change.code = error::invalid_config;
    change.message = kept.error().message();
}

}  // namespace atlas::broker
