// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/alter_configs.h"

#include "broker/handlers/config_resource.h"
#include "broker/handlers/gather.h"
#include "broker/handlers/handler.h"

namespace atlas::broker {

template <>
void handle(
    Call& call, protocol::AlterConfigsRequest&& request, Answer<protocol::AlterConfigs> answer
) {
    const auto gathered = gather(std::move(answer));
    for (const auto& asked : request.resources) {
        auto change = begin_change(call, asked.resource_type, asked.resource_name);
        change.configs.clear();  // What is not named goes back to the default.
        for (const auto& config : asked.configs)
            if (config.value && change.code == error::none) set(change, config.name, *config.value);
        const auto index = gathered->response.responses.size();
        auto& shown = gathered->response.responses.emplace_back();
        shown.error_code = change.code;
        if (change.code != error::none) shown.error_message = std::move(change.message);
        shown.resource_type = asked.resource_type;
        shown.resource_name = asked.resource_name;
        if (change.code != error::none || request.validate_only) continue;
        call.broker.topics.change_configs(
            asked.resource_name,
            std::move(change.configs),
            [gathered, index](Result<> stored) {
                if (stored) return;
                gathered->response.responses[index].error_code = wire(stored.error());
                gathered->response.responses[index].error_message = stored.error().message();
            }
        );
    }
}

}  // namespace atlas::broker
