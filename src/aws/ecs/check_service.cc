// SPDX-License-Identifier: Apache-2.0
#include "aws/ecs/check_service.h"

#include <algorithm>

#include <fmt/core.h>

#include "aws/ecs/names.h"
#include "aws/models/elbv2/describe_target_groups.h"

namespace atlas::aws::ecs {

namespace {

Answer<> check_target_group(Call& call, const std::string& arn) {
    elbv2::DescribeTargetGroupsInput asked;
    asked.target_group_arns.push_back(arn);
    auto found = call.invoke<elbv2::DescribeTargetGroups>(ecs_principal(call.place()), asked);
    if (!found)
        return invalid_parameter(fmt::format(
            "Unable to assume role and validate the specified targetGroupArn. Please verify that "
            "the ECS service role being passed has the proper permissions: {}",
            found.error().message
        ));
    const auto& groups = found.value().target_groups;
    if (groups.empty() || groups[0].load_balancer_arns.empty())
        return invalid_parameter(fmt::format(
            "The target group with targetGroupArn {} does not have an associated load balancer.",
            arn
        ));
    if (groups[0].target_type != "ip")
        return invalid_parameter(fmt::format(
            "The provided target group {} has target type {}, which is incompatible with the "
            "awsvpc network mode specified in the task definition.",
            arn,
            groups[0].target_type.value_or("instance")
        ));
    return {};
}

Answer<> check_load_balancer(
    Call& call, const TaskDefinition& definition, const LoadBalancer& balancer
) {
    auto name = balancer.container_name.value_or("");
    int port = balancer.container_port.value_or(0);
    for (const auto& container : definition.container_definitions) {
        if (container.name != name) continue;
        for (const auto& mapping : container.port_mappings) {
            if (mapping.container_port != port) continue;
            if (!balancer.target_group_arn)
                return invalid_parameter("targetGroupArn can not be blank.");
            return check_target_group(call, *balancer.target_group_arn);
        }
        return invalid_parameter(
            fmt::format("The container {} did not have a container port {} defined.", name, port)
        );
    }
    return invalid_parameter(
        fmt::format("The container {} does not exist in the task definition.", name)
    );
}

}  // namespace

Answer<const DefinitionRow*> find_active_definition(const State& state, const std::string& name) {
    const auto* row = state.find_definition(name);
    if (!row) return client_error("TaskDefinition not found.");
    if (row->definition.status != "ACTIVE") return client_error("TaskDefinition is inactive");
    return row;
}

Answer<> check_launch(
    const TaskDefinition& definition, const std::optional<std::string>& launch_type
) {
    // A region has no machines of the user's own, and AWS says of such a cluster the same.
    if (launch_type.value_or("FARGATE") != "FARGATE")
        return invalid_parameter(
            "No Container Instances were found in your cluster. This region runs tasks on Fargate: "
            "ask for launch type FARGATE, or for a capacity provider FARGATE."
        );
    if (std::ranges::find(definition.compatibilities, "FARGATE") ==
        definition.compatibilities.end())
        return invalid_parameter("Task definition does not support launch_type FARGATE.");
    return {};
}

Answer<> check_service(
    Call& call,
    const TaskDefinition& definition,
    const std::optional<NetworkConfiguration>& network,
    const std::vector<LoadBalancer>& load_balancers
) {
    if (definition.network_mode != "awsvpc")
        return invalid_parameter(fmt::format(
            "The network mode '{}' is not supported on this region: use awsvpc.",
            definition.network_mode.value_or("")
        ));
    if (!network || !network->awsvpc_configuration)
        return invalid_parameter(
            "Network Configuration must be provided when networkMode 'awsvpc' is specified."
        );
    if (network->awsvpc_configuration->subnets.empty())
        return invalid_parameter("subnets can not be empty.");
    for (const auto& balancer : load_balancers) {
        if (auto checked = check_load_balancer(call, definition, balancer); !checked)
            return checked;
    }
    return {};
}

}  // namespace atlas::aws::ecs
