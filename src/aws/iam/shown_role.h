// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/iam/state.h"
#include "aws/models/iam/role.h"

namespace atlas::aws::iam {

/// A role in the form of the API, with the trust policy as stored. GetRole and ListRoles replace
/// that by `trust_in_force`.
Role show_role(const RoleRow& row);

}  // namespace atlas::aws::iam
