// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/ecs/state.h"
#include "aws/models/ecs/load_balancer.h"
#include "aws/models/ecs/network_configuration.h"
#include "aws/wire/call.h"

namespace atlas::aws::ecs {

/// The definition that a service or task is to run; ClientException or InvalidParameterException.
Answer<const DefinitionRow*> find_active_definition(const State& state, const std::string& name);
/// What RunTask, CreateService and UpdateService check of how the tasks are to run: by a launch
/// type, or by a capacity provider of Fargate where there is none. InvalidParameterException: it is
/// not Fargate, or the definition does not suit Fargate.
Answer<> check_launch(
    const TaskDefinition& definition, const std::optional<std::string>& launch_type
);
/// What CreateService and UpdateService check of where the tasks will be: the network
/// configuration that awsvpc needs, load balancers' containers, ports and target groups.
Answer<> check_service(
    Call& call,
    const TaskDefinition& definition,
    const std::optional<NetworkConfiguration>& network,
    const std::vector<LoadBalancer>& load_balancers
);

}  // namespace atlas::aws::ecs
