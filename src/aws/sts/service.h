// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "aws/wire/identity.h"
#include "aws/wire/service.h"

namespace atlas::aws::sts {

/// Sessions: who am I, and temporary credentials for a role. Keeps nothing: a session token holds
/// itself. `source` (aws/iam) outlives the service. Region thread only.
std::unique_ptr<Service> make_service(const SessionSource& source);

}  // namespace atlas::aws::sts
