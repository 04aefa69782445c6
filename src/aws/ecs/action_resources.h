// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/ecs/state.h"
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
Resources tasks_of(
    const State& state,
    Call& call,
    const std::optional<std::string>& cluster,
    const std::vector<std::string>& tasks
);

/// A task definition by family, family:revision or ARN.
Resources definition_of(const State& state, Call& call, const std::string& name);
/// Every revision of a family, as RegisterTaskDefinition asks.
Resources family_of(Call& call, const std::string& family);

}  // namespace atlas::aws::ecs
