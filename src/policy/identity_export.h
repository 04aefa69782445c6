// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

namespace atlas::policy {

/// What a program outside the region's process, the broker, needs to authenticate and authorize
/// callers by itself. aws/iam makes it, engines/msk writes it for the broker. It contains secrets.
struct IdentityExport {
    /// A user, a role or the account's root.
    struct Identity {
        std::string id;  // AIDA…, AROA…, or the account's 12 digits
        std::map<std::string, std::string> tags;
        std::map<std::string, std::string> policies;  // name → document
        std::string boundary;                         // document, or empty
        bool takes_tokens_without_id = false;         // accepts session tokens without `id`
    };
    /// An access key of a user or of the account's root.
    struct Key {
        std::string id;
        std::string secret;
        std::string principal_arn;  // of the user, or …:root
        Identity owner;             // root's policy allows everything
    };
    std::string region_key;                 // 32 bytes; opens tokens (crypto/session_token.h)
    std::vector<Key> keys;                  // active ones
    std::map<std::string, Identity> roles;  // by ARN
};

}  // namespace atlas::policy
