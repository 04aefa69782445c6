// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/iam/state.h"
#include "aws/models/iam/role.h"

namespace atlas::aws::iam {

/// A role as GetRole tells it.
Role show_role(const RoleRow& row);

}  // namespace atlas::aws::iam
