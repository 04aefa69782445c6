// SPDX-License-Identifier: Apache-2.0
#include "broker/handlers/config_resource.h"

namespace atlas::broker {

ConfigChange begin_change(const Call& call, std::int8_t resource_type, const std::string& name) {
    if (resource_type == config_resource::topic) {
        if (!call.may(Action::alter_topic_dynamic_configuration, name))
            return {error::topic_authorization_failed, "Topic authorization failed.", {}};
        const auto* topic = call.broker.topics.find(name);
        if (!topic)
            return {
                error::unknown_topic_or_partition, "The topic '" + name + "' does not exist.", {}
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

void set(ConfigChange& change, const std::string& name, const std::string& value) {
    const auto* key = find_topic_key(name);
    auto valid =
        key ? validate(*key, value)
            : Result<>(Error(ErrorCode::invalid_argument, "Unknown topic config name: " + name));
    if (valid) {
        change.configs[name] = value;
        return;
    }
    change.code = error::invalid_config;
    change.message = valid.error().message();
}

}  // namespace atlas::broker
