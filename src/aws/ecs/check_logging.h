// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/models/ecs/container_definition.h"
#include "aws/wire/answer.h"

namespace atlas::aws::ecs {

/// Whether a container's lines are delivered as its logConfiguration says; ClientException
/// otherwise. `mode` and `max-buffer-size` are taken: they say whether a container waits or loses
/// lines when its driver is behind, and here it does neither. Pure.
std::optional<AwsError> check_logging(
    const ContainerDefinition& container, const std::string& region
);

}  // namespace atlas::aws::ecs
