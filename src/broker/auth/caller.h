// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/clock.h"
#include "policy/policy.h"

namespace atlas::broker {

/// The authenticated principal of a connection. Identity policies are not part of it: they are
/// looked up in the current snapshot, so that a changed policy takes effect at once.
struct Caller {
    std::string principal_arn;  // for a role: the session's, arn:aws:sts::…:assumed-role/…
    std::string role_arn;       // of a session; empty for a user
    std::string session_name;   // of a role's session
    std::string access_key_id;  // the long-term key that signed; empty for temporary credentials
    std::string source_ip;
    std::string user_agent;              // claimed by the client, not signed; may be empty
    policy::DocumentPtr session_policy;  // null if the session has none
    // Of temporary credentials (crypto/session_token.h):
    bool temporary = false;
    std::string
        bound_id;  // unique id of the role or user they were issued for; empty in old tokens
    std::optional<Time> token_issued;
    std::map<std::string, std::string> session_tags;
    std::string source_identity;
    /// Until when the client must re-authenticate (KIP-368); none = never.
    std::optional<Time> session_end;
};

}  // namespace atlas::broker
