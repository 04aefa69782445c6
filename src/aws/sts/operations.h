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

/// One function for each operation; service.cc lists them. `source` outlives the operation.
Operation caller_identity_operation();
Operation assume_role_operation(const SessionSource& source);
Operation session_token_operation(const SessionSource& source);

/// Issues credentials for a session: generates its access key and secret, sets the time of issue
/// (now, in whole seconds) and the expiry, and encrypts it into the token.
Credentials seal(
    const SessionSource& source, Call& call, crypto::Session session, std::chrono::seconds lifetime
);

}  // namespace atlas::aws::sts
