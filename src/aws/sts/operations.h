// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "aws/models/sts/credentials.h"
#include "aws/wire/call.h"
#include "aws/wire/identity.h"
#include "aws/wire/service.h"
#include "crypto/session_token.h"

namespace atlas::aws::sts {

Operation caller_identity_operation();
Operation assume_role_operation(const SessionSource& source);
Operation session_token_operation(const SessionSource& source);

/// Fills in key, secret and expiry, and seals the session.
Credentials seal(
    const SessionSource& source, Call& call, crypto::Session session, std::chrono::seconds lifetime
);

}  // namespace atlas::aws::sts
