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
/// What CreateService and UpdateService check of where the tasks will be: the network
/// configuration that awsvpc needs, load balancers' containers, ports and target groups.
Answer<> check_service(
    Call& call,
    const TaskDefinition& definition,
    const std::optional<NetworkConfiguration>& network,
    const std::vector<LoadBalancer>& load_balancers
);

}  // namespace atlas::aws::ecs
