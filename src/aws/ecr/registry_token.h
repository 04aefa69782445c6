// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "aws/wire/principal.h"
#include "base/random.h"
#include "base/result.h"
#include "base/time_format.h"

namespace atlas::aws::ecr {

/// How long an authorization token is valid, as on AWS.
inline constexpr std::chrono::hours token_lifetime{12};

/// The password in an authorization token: principal and expiry, encrypted and authenticated with
/// `key` (32 bytes). No token is stored.
std::string seal_token(
    std::string_view key, const Principal& principal, Time expiry, Random& random
);

/// The content of a token.
struct Token {
    Principal principal;
    Time expiry;
};
/// The token in an `Authorization: Basic` header of the user AWS. An error for any other header and
/// for a token that was not sealed with `key`. Expired tokens are accepted: the caller checks.
Result<Token> open_authorization(std::string_view key, std::string_view header);

}  // namespace atlas::aws::ecr
