// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/wire/answer.h"
#include "aws/wire/principal.h"
#include "policy/policy.h"

namespace atlas::aws {

/// The dispatcher's view of IAM: credentials, policies and tags. Implemented by aws/iam and passed
/// in by region/, since aws/wire may not depend on a service.
class Identities {
public:
    virtual ~Identities() = default;

    struct Credentials {
        std::string secret_access_key;
        Principal principal;
    };
    /// The secret and the owner of an access key. Errors: InvalidClientTokenId, ExpiredToken. Any
    /// thread (reads a snapshot that the region thread replaces).
    virtual Answer<Credentials> find_credentials(
        std::string_view access_key_id, std::string_view session_token
    ) const = 0;

    struct Policies {
        std::vector<policy::Named> identity;
        std::optional<policy::Named> boundary;
        std::optional<policy::Named> session;
        std::map<std::string, std::string> principal_tags;  // of the user or role
        std::string principal_id;  // AIDA… of the user, AROA… of the role; empty if unknown
    };
    /// The policies and tags that apply to a principal. Empty if the user or role of this name has
    /// another id than `Principal::bound_id`. Region thread only.
    virtual Policies policies_of(const Principal& principal) const = 0;
    /// Whether to abort when a service supplies a condition key that its .access file does not
    /// declare. True in tests.
    virtual bool checks_declarations() const { return false; }
    /// The tags of a role, by ARN. Region thread only.
    virtual std::map<std::string, std::string> role_tags(std::string_view arn) const {
        (void)arn;
        return {};
    }
};

/// What aws/sts needs to create sessions. Implemented by aws/iam and passed in by region/. Region
/// thread only.
class SessionSource {
public:
    virtual ~SessionSource() = default;
    struct Role {
        std::string arn;
        std::string id;            // AROA…
        std::string trust_policy;  // JSON
        std::chrono::seconds session_max{3600};
        std::map<std::string, std::string> tags;
    };
    virtual std::optional<Role> find_role(std::string_view arn) const = 0;
    /// The 32-byte key that encrypts session tokens.
    virtual const std::string& region_key() const = 0;
};

}  // namespace atlas::aws
