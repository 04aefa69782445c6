// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "aws/models/ecs/container_definition.h"
#include "aws/models/ecs/register_task_definition.h"
#include "aws/wire/answer.h"

/// What RegisterTaskDefinition refuses of settings, each alone: in ECS's words what ECS refuses on
/// Fargate, and by 501 NotImplemented what ECS does and this region does not, so that no setting is
/// taken that nothing honours. Pure.
namespace atlas::aws::ecs {

struct DefinitionKind {
    bool awsvpc = false;   // its network mode
    bool fargate = false;  // it requires FARGATE
};

std::optional<AwsError> check_container(const ContainerDefinition& container, DefinitionKind kind);
/// Beside its containers: family, volumes, pidMode, ipcMode, ephemeralStorage, …
std::optional<AwsError> check_task(const RegisterTaskDefinitionInput& input, DefinitionKind kind);
/// Of a definition, and of what a task overrides of it.
std::optional<AwsError> check_disk(const std::optional<EphemeralStorage>& disk);

}  // namespace atlas::aws::ecs
