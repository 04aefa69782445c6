// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/wire/call.h"

namespace atlas::aws {

/// iam:PassRole: whether the caller may hand this role to a service ("ecs-tasks.amazonaws.com").
inline Answer<> require_pass_role(
    Call& call, const std::string& role_arn, const std::string& service
) {
    Resource role;
    role.arn = role_arn;
    role.context["iam:passedtoservice"] = {service};
    return call.require("iam:PassRole", role);
}

}  // namespace atlas::aws
