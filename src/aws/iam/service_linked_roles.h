// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "aws/iam/state.h"
#include "aws/wire/call.h"

namespace atlas::aws::iam {

/// Makes the roles that the region's own services act under, where they are not there yet.
void seed_service_roles(State& state, Call& call);

}  // namespace atlas::aws::iam
