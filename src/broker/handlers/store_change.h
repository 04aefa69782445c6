// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "broker/handlers/config_resource.h"
#include "broker/handlers/gather.h"

namespace atlas::broker {

/// Ends AlterConfigs or IncrementalAlterConfigs for one resource: adds its part of the response
/// and, unless the change is refused or `validate_only`, starts to store it.
template <typename Api>
void store_change(
    Call& call,
    const std::shared_ptr<Gather<Api>>& gathered,
    const auto& asked,
    ConfigChange change,
    ConfigEdit edit,
    bool validate_only
) {
    const auto& properties = call.broker.properties;
    end_change(properties, edit, change);
    // By index and not by reference: the vector grows with later resources.
    const auto index = gathered->response.responses.size();
    auto& shown = gathered->response.responses.emplace_back();
    shown.error_code = change.code;
    if (change.code != error::none) shown.error_message = std::move(change.message);
    shown.resource_type = asked.resource_type;
    shown.resource_name = asked.resource_name;
    if (change.code != error::none || validate_only) return;
    call.broker.topics.change_configs(
        asked.resource_name,
        // Not the overrides found above: another change of them may be on its way to the disk.
        [&properties, edit = std::move(edit)](const ConfigMap& now) -> Result<ConfigMap> {
            ConfigChange latest{error::none, {}, now};
            end_change(properties, edit, latest);
            if (latest.code == error::none) return std::move(latest.configs);
            return Error(ErrorCode::invalid_argument, std::move(latest.message));
        },
        [gathered, index](Result<> stored) {
            if (stored) return;
            gathered->response.responses[index].error_code = wire(stored.error());
            gathered->response.responses[index].error_message = stored.error().message();
        }
    );
}

}  // namespace atlas::broker
