// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/ecs/state.h"
#include "aws/models/ecs/network_configuration.h"
#include "aws/models/ecs/task_override.h"
#include "aws/wire/call.h"

/// What ECS's actions are checked against: each thing by its ARN, with its tags and, where it is in
/// a cluster, ecs:cluster. What is not there has its ARN all the same, so that a policy decides
/// before the handler says that it is missing.
/// Source: AWS's service authorization reference for ECS.
namespace atlas::aws::ecs {

using Resources = std::vector<Resource>;

/// A cluster, service, task or task definition with its tags.
Resource resource_at(const State& state, const std::string& arn);

/// Clusters by name or ARN; none named means "default".
Resources cluster_of(const State& state, Call& call, const std::string& cluster);
Resources clusters_of(const State& state, Call& call, const std::vector<std::string>& clusters);

Resources service_of(
    const State& state,
    Call& call,
    const std::optional<std::string>& cluster,
    const std::string& service
);
Resources services_of(
    const State& state,
    Call& call,
    const std::optional<std::string>& cluster,
    const std::vector<std::string>& services
);
/// What CreateService and UpdateService ask of a service.
struct ServiceWish {
    std::optional<std::string> cluster;
    std::string definition;  // empty: as before
    std::optional<NetworkConfiguration> network;
};
/// A service that is made or changed so: ecs:task-definition, ecs:task-cpu, … of what it will run.
Resources new_service_of(
    const State& state, Call& call, const std::string& service, const ServiceWish& wish
);
/// The definition that RunTask runs, with the cluster.
Resources run_of(
    const State& state,
    Call& call,
    const std::optional<std::string>& cluster,
    const std::string& definition
);
/// Lists know no resource but the cluster that they are of.
Resources listed_in(Call& call, const std::optional<std::string>& cluster);
Resources tasks_of(
    const State& state,
    Call& call,
    const std::optional<std::string>& cluster,
    const std::vector<std::string>& tasks
);

/// A task definition by family, family:revision or ARN.
Resources definition_of(const State& state, Call& call, const std::string& name);
Resources definitions_of(const State& state, Call& call, const std::vector<std::string>& names);
/// Capacity providers by name or ARN; none named means all.
Resources capacity_providers_of(Call& call, const std::vector<std::string>& names);
/// The roles of a task definition, which tasks made of it will have: iam:PassRole is asked for each
/// wherever tasks are made. Those that `overrides` replaces are not asked.
std::vector<PassedRole> roles_of(
    const State& state, const std::string& definition, const TaskOverride& overrides = {}
);
/// Every revision of a family, as RegisterTaskDefinition asks.
Resources family_of(Call& call, const std::string& family);

}  // namespace atlas::aws::ecs
