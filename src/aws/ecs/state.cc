// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/state.h"

#include "aws/ecs/names.h"

namespace atlas::aws::ecs {

std::vector<store::AnyTable*> State::all() {
    return {&clusters, &definitions, &families, &services, &tasks};
}

Answer<const Cluster*> State::cluster(const std::optional<std::string>& given) const {
    if (const auto* found = clusters.find(cluster_name(given))) return found;
    return AwsError{"ClusterNotFoundException", "Cluster not found.", 400, {}};
}

const DefinitionRow* State::find_definition(std::string_view name) const {
    auto parsed = parse_definition_name(name);
    if (!parsed) return nullptr;
    if (parsed->revision > 0)
        return definitions.find(parsed->family + ":" + std::to_string(parsed->revision));
    const DefinitionRow* newest = nullptr;
    for (const auto& [key, row] : definitions) {
        const auto& definition = row.definition;
        if (definition.family != parsed->family || definition.status != "ACTIVE") continue;
        if (!newest || *definition.revision > *newest->definition.revision) newest = &row;
    }
    return newest;
}

const ServiceRow* State::find_service(std::string_view cluster, std::string_view name) const {
    return services.find(service_key(cluster, last_part(name)));
}

const TaskRow* State::find_task(std::string_view cluster, std::string_view id_or_arn) const {
    const auto* found = tasks.find(last_part(id_or_arn));
    return found && found->cluster == cluster ? found : nullptr;
}

std::vector<const TaskRow*> State::tasks_of(const ServiceRow& service) const {
    std::vector<const TaskRow*> list;
    for (const auto& [id, row] : tasks) {
        if (row.cluster == service.cluster && row.service == service.service.service_name &&
            !row.is_stopped())
            list.push_back(&row);
    }
    return list;
}

AwsError invalid_parameter(std::string message) {
    return {"InvalidParameterException", std::move(message), 400, {}};
}

AwsError client_error(std::string message) {
    return {"ClientException", std::move(message), 400, {}};
}

AwsError service_not_found() {
    return {"ServiceNotFoundException", "Service not found.", 400, {}};
}

AwsError service_not_active() {
    return {"ServiceNotActiveException", "Service was not ACTIVE.", 400, {}};
}

}  // namespace atlas::aws::ecs
