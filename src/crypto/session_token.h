// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"

namespace atlas::crypto {

/// Temporary credentials of a session of a role or user. The session token contains all of it,
/// sealed with the region's key, so that the region and the broker can each verify a request
/// without a lookup.
struct Session {
    std::string access_key_id;      // "ASIA" + 16 characters
    std::string secret_access_key;  // 40 characters
    std::string principal_arn;      // arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION
    std::string role_arn;           // arn:aws:iam::ACCOUNT:role/PATH/ROLE; its policies apply
    std::string session_name;
    Time expiry;
    std::string policy;  // the session policy's JSON, or empty
    // Empty in a token from a version of Atlas without these fields.
    std::string principal_id;                  // of the role (AROA…) or user (AIDA…)
    std::optional<Time> issued;                // aws:TokenIssueTime
    std::map<std::string, std::string> tags;   // session tags
    std::vector<std::string> transitive_tags;  // keys of session tags kept in role chaining
    std::string source_identity;
};

/// The session token: base64 text of at most a few KiB. `region_key` has 32 bytes.
std::string seal_session(std::string_view region_key, const Session& session, Random& random);
/// The session of a token. invalid_argument: the token was not sealed with this region's key. The
/// caller checks the expiry.
Result<Session> open_session(std::string_view region_key, std::string_view token);

}  // namespace atlas::crypto
