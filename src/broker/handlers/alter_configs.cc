// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/alter_configs.h"

#include "broker/handlers/handler.h"
#include "broker/handlers/store_change.h"

namespace atlas::broker {

template <>
void handle(
    Call& call, protocol::AlterConfigsRequest&& request, Answer<protocol::AlterConfigs> answer
) {
    const auto gathered = gather(std::move(answer));
    for (const auto& asked : request.resources) {
        auto change = begin_change(call, asked.resource_type, asked.resource_name);
        check_named_once(request.resources, asked, change);
        ConfigMap wanted;  // AlterConfigs replaces all overrides.
        std::vector<std::string> names, nulls;
        for (const auto& config : asked.configs) {
            names.push_back(config.name);
            if (!config.value) nulls.push_back(config.name);
            wanted[config.name] = config.value.value_or("");
        }
        check_names(change, names, nulls);
        const auto replace = [wanted](ConfigChange& each) { each.configs = wanted; };
        store_change(call, gathered, asked, std::move(change), replace, request.validate_only);
    }
}

}  // namespace atlas::broker
