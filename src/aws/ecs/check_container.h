// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "aws/models/ecs/container_definition.h"
#include "aws/models/ecs/register_task_definition.h"
#include "aws/wire/answer.h"

/// Validation of single settings for RegisterTaskDefinition. A setting that ECS refuses on Fargate
/// gives ECS's own ClientException. A setting that ECS supports and this region does not gives 501
/// NotImplemented: no setting is accepted and then ignored. Each check returns the first error, or
/// nothing if all is well. Pure. Source: "Amazon ECS task definition differences for Fargate", ECS
/// developer guide.
namespace atlas::aws::ecs {

struct DefinitionKind {
    bool awsvpc = false;   // networkMode is awsvpc
    bool fargate = false;  // requiresCompatibilities contains FARGATE
};

/// One container: name, ports, health check, linuxParameters, systemControls, ulimits, ….
std::optional<AwsError> check_container(const ContainerDefinition& container, DefinitionKind kind);
/// The settings outside the containers: family, volumes, pidMode, ipcMode, ephemeralStorage, …
std::optional<AwsError> check_task(const RegisterTaskDefinitionInput& input, DefinitionKind kind);
/// The ephemeralStorage of a task definition, or of RunTask's overrides: 21 to 200 GiB.
std::optional<AwsError> check_disk(const std::optional<EphemeralStorage>& disk);

}  // namespace atlas::aws::ecs
