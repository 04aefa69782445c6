// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/clock.h"
#include "policy/policy.h"

namespace atlas::broker {

/// Who speaks over a connection, as authentication found. Policies are not held: they are looked up
/// in the snapshot of the moment, so that a change of policy holds at once.
struct Caller {
    std::string principal_arn;  // with the session's name for a role
    std::string role_arn;       // of a session; empty for a user
    std::string session_name;   // of a role's session
    std::string access_key_id;  // the long-term key that signed; empty for temporary credentials
    std::string source_ip;
    std::string user_agent;              // as the client says; may be empty
    policy::DocumentPtr session_policy;  // null when the session has none
    // Of temporary credentials (crypto/session_token.h):
    bool temporary = false;
    std::string bound_id;  // of the role or user that they were made for; empty in old tokens
    std::optional<Time> token_issued;
    std::map<std::string, std::string> session_tags;
    std::string source_identity;
    /// When the connection must have authenticated anew (KIP-368); none = never.
    std::optional<Time> session_end;
};

}  // namespace atlas::broker
