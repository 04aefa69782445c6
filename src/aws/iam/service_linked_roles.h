// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "aws/iam/state.h"
#include "aws/wire/call.h"

namespace atlas::aws::iam {

/// Creates the missing service-linked roles of the region's own services. At each start.
void seed_service_roles(State& state, Call& call);

}  // namespace atlas::aws::iam
