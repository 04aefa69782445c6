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

/// Temporary credentials of a role's session. The token holds them all, sealed with the region's
/// key, so that the region and the broker both believe it without asking anybody.
struct Session {
    std::string access_key_id;      // "ASIA" + 16 characters
    std::string secret_access_key;  // 40 characters
    std::string principal_arn;      // arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION
    std::string role_arn;           // arn:aws:iam::ACCOUNT:role/PATH/ROLE: whose policies apply
    std::string session_name;
    Time expiry;
    std::string policy;  // the session policy's JSON, or empty
    // Absent in tokens of regions before 2026-12: empty then.
    std::string principal_id;                 // of the role (AROA…) or user (AIDA…) it was made for
    std::optional<Time> issued;               // aws:TokenIssueTime
    std::map<std::string, std::string> tags;  // session tags
    std::vector<std::string> transitive_tags;  // their keys that go on to the next role
    std::string source_identity;
};

/// Base64 text, at most a few KiB. `region_key` is 32 bytes.
std::string seal_session(std::string_view region_key, const Session& session, Random& random);
/// invalid_argument for a token that this region did not make. The expiry is for the caller to
/// check.
Result<Session> open_session(std::string_view region_key, std::string_view token);

}  // namespace atlas::crypto
