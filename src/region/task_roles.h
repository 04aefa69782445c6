// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/ecs/world.h"
#include "aws/wire/host.h"

namespace atlas::region {

/// Issues credentials of task and execution roles to ECS. It calls sts:AssumeRole as the service
/// ecs-tasks.amazonaws.com, so the role's own trust policy decides. Region thread only.
class TaskRoles final : public aws::ecs::RoleCredentials {
public:
    explicit TaskRoles(aws::Host& host) : host_(host) {}
    aws::Answer<Issued> issue(
        const std::string& role_arn, const std::string& session_name, std::chrono::seconds lifetime
    ) override;

private:
    aws::Host& host_;
};

}  // namespace atlas::region
