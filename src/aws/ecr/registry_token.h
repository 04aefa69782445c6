// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "aws/wire/principal.h"
#include "base/random.h"
#include "base/result.h"
#include "base/time_format.h"

namespace atlas::aws::ecr {

/// How long the password of a registry token is good, as AWS's.
inline constexpr std::chrono::hours token_lifetime{12};

/// The password of a registry token: its principal and expiry, sealed with the region's key.
std::string seal_token(
    std::string_view key, const Principal& principal, Time expiry, Random& random
);

struct Token {
    Principal principal;
    Time expiry;
};
/// Who sent an `Authorization: Basic` header of user AWS. invalid_argument for anything else. The
/// expiry is for the caller to check.
Result<Token> open_authorization(std::string_view key, std::string_view header);

}  // namespace atlas::aws::ecr
