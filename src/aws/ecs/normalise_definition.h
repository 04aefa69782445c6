// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/models/ecs/register_task_definition.h"
#include "aws/wire/answer.h"

namespace atlas::aws::ecs {

/// The definition as ECS gives it back: defaults filled in, sizes as plain numbers, what it
/// requires of a host derived; or ClientException in ECS's words. Without ARN, revision and dates.
/// Pure. Source: RegisterTaskDefinition of the ECS API reference and AWS's answers.
Answer<TaskDefinition> normalise_definition(const RegisterTaskDefinitionInput& input);

}  // namespace atlas::aws::ecs
