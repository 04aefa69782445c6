// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/models/ecs/container_definition.h"
#include "aws/wire/answer.h"

namespace atlas::aws::ecs {

/// ClientException unless this region can honour the container's logConfiguration: the driver is
/// awslogs, all options are known, and awslogs-region is `region`. The options `mode` and
/// `max-buffer-size` are accepted without effect: they choose whether a container blocks or loses
/// lines when its log driver falls behind, and here it does neither. Pure. Source: "Send Amazon ECS
/// logs to CloudWatch", ECS developer guide.
std::optional<AwsError> check_logging(
    const ContainerDefinition& container, const std::string& region
);

}  // namespace atlas::aws::ecs
