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

/// What the dispatcher must know of identities; implemented by aws/iam, wired by region/.
class Identities {
public:
    virtual ~Identities() = default;

    struct Credentials {
        std::string secret_access_key;
        Principal principal;
    };
    /// The key's secret and owner. Errors in AWS's words: InvalidClientTokenId, ExpiredToken. Any
    /// thread (reads a snapshot that the region thread replaces).
    virtual Answer<Credentials> find_credentials(
        std::string_view access_key_id, std::string_view session_token
    ) const = 0;

    struct Policies {
        std::vector<policy::Named> identity;
        std::optional<policy::Named> boundary;
        std::optional<policy::Named> session;
        std::map<std::string, std::string> principal_tags;  // of the user or role
        std::string principal_id;  // AIDA… of the user, AROA… of the role; empty: not known
    };
    /// What applies to a principal; nothing where the user or role has another id than
    /// `Principal::bound_id`. Region thread only.
    virtual Policies policies_of(const Principal& principal) const = 0;
    /// Whether a condition key that a service supplies without declaring it is a mistake that ends
    /// the process: in tests.
    virtual bool checks_declarations() const { return false; }
    /// The tags of a role, by ARN. Region thread only.
    virtual std::map<std::string, std::string> role_tags(std::string_view arn) const {
        (void)arn;
        return {};
    }
};

/// What sts must know to make sessions; implemented by aws/iam, wired by region/. Region thread
/// only.
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
    /// 32 bytes; seals session tokens.
    virtual const std::string& region_key() const = 0;
};

}  // namespace atlas::aws
