// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "aws/wire/identity.h"
#include "aws/wire/service.h"

namespace atlas::aws::sts {

/// The Security Token Service: the caller's identity and temporary credentials. It has no state,
/// because a session token contains its whole session. `source` (aws/iam) must outlive the service.
/// Region thread only.
std::unique_ptr<Service> make_service(const SessionSource& source);

}  // namespace atlas::aws::sts
