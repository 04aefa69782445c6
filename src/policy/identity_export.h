// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

namespace atlas::policy {

/// All that somebody outside the region's process (the broker) must know to believe credentials
/// and to decide alone. Made by aws/iam, written for the broker by engines/msk. Holds secrets.
struct IdentityExport {
    /// A user, a role or the account's root.
    struct Identity {
        std::string id;  // AIDA…, AROA…, or the account's 12 digits
        std::map<std::string, std::string> tags;
        std::map<std::string, std::string> policies;  // name → document
        std::string boundary;                         // document, or empty
        bool takes_tokens_without_id = false;         // it is older than ids in session tokens
    };
    struct Key {
        std::string id;
        std::string secret;
        std::string principal_arn;  // of the user, or …:root
        Identity owner;             // root's policy: everything
    };
    std::string region_key;                 // 32 bytes
    std::vector<Key> keys;                  // active ones
    std::map<std::string, Identity> roles;  // by ARN
};

}  // namespace atlas::policy
