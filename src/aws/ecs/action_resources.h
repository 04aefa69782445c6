// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/ecs/state.h"
#include "aws/models/ecs/network_configuration.h"
#include "aws/models/ecs/task_override.h"
#include "aws/wire/call.h"

/// The resources that ECS's actions are authorized against: each has its ARN, its tags and, if it
/// belongs to a cluster, the condition key ecs:cluster. A resource that does not exist still gets
/// its ARN, so that policies are evaluated before the handler reports it missing. Region thread
/// only. Source: AWS's service authorization reference for ECS.
namespace atlas::aws::ecs {

using Resources = std::vector<Resource>;

/// A cluster, service, task or task definition with its tags.
Resource resource_at(const State& state, const std::string& arn);

/// Clusters by name or ARN; an empty list means the cluster "default".
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
/// The part of a CreateService or UpdateService request that policies can match.
struct ServiceWish {
    std::optional<std::string> cluster;
    std::string definition;  // empty: the request does not change it
    std::optional<NetworkConfiguration> network;
};
/// The service with the condition keys of what it will run: ecs:task-definition, ecs:task-cpu,
/// ecs:task-memory, ecs:auto-assign-public-ip.
Resources new_service_of(
    const State& state, Call& call, const std::string& service, const ServiceWish& wish
);
/// RunTask is authorized against the task definition; the cluster is a condition key.
Resources run_of(
    const State& state,
    Call& call,
    const std::optional<std::string>& cluster,
    const std::string& definition
);
/// List actions have the resource "*"; the cluster is a condition key.
Resources listed_in(Call& call, const std::optional<std::string>& cluster);
Resources tasks_of(
    const State& state,
    Call& call,
    const std::optional<std::string>& cluster,
    const std::vector<std::string>& tasks
);

/// A task definition by family, family:revision or ARN. A family means its newest active revision;
/// an unknown name means the whole family, as in `family_of`.
Resources definition_of(const State& state, Call& call, const std::string& name);
Resources definitions_of(const State& state, Call& call, const std::vector<std::string>& names);
/// Capacity providers by name or ARN. An empty list stays empty, which the dispatcher reads as "*".
Resources capacity_providers_of(Call& call, const std::vector<std::string>& names);
/// The task role and execution role of a task definition, less those that `overrides` replaces. The
/// caller needs iam:PassRole for each when it starts tasks from the definition; roles in
/// `overrides` are part of the input and are checked as such.
std::vector<PassedRole> roles_of(
    const State& state, const std::string& definition, const TaskOverride& overrides = {}
);
/// The resource of RegisterTaskDefinition: the family's ARN with revision 0, because the new
/// revision's number is not known yet.
Resources family_of(Call& call, const std::string& family);

}  // namespace atlas::aws::ecs
