// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "aws/wire/identity.h"
#include "base/check.h"

namespace atlas::aws::testing {

/// Access keys and policies of a test. Also makes the dispatcher abort on condition keys that are
/// supplied but not declared.
class FakeIdentities final : public Identities {
public:
    /// Registers credentials. A request must send exactly `token` as its session token.
    void add_key(Principal principal, const std::string& secret, const std::string& token = "") {
        auto id = principal.access_key_id;
        keys_[id] = {{secret, std::move(principal)}, token};
    }
    /// Adds an identity policy for the principal with this ARN (or, for a session, with its role's
    /// ARN).
    void allow(const std::string& principal_arn, std::string_view document) {
        auto parsed = policy::parse(document);
        ATLAS_CHECK(parsed.ok(), "a test's policy is a policy");
        policies_[principal_arn].identity.push_back({"test", std::move(parsed).value()});
    }
    Policies& policies_of_arn(const std::string& principal_arn) { return policies_[principal_arn]; }

    Answer<Credentials> find_credentials(
        std::string_view access_key_id, std::string_view session_token
    ) const override {
        auto found = keys_.find(access_key_id);
        if (found == keys_.end() || found->second.token != session_token) {
            return AwsError{
                "InvalidClientTokenId",
                "The security token included in the request is invalid.",
                403,
                {}
            };
        }
        return found->second.credentials;
    }
    bool checks_declarations() const override { return true; }
    Policies policies_of(const Principal& principal) const override {
        auto found = policies_.find(principal.arn);
        // The session name of a service's own session is not known to a test, only its role.
        if (found == policies_.end()) found = policies_.find(principal.role_arn);
        return found == policies_.end() ? Policies{} : found->second;
    }

private:
    struct Key {
        Credentials credentials;
        std::string token;
    };
    std::map<std::string, Key, std::less<>> keys_;
    std::map<std::string, Policies, std::less<>> policies_;
};

}  // namespace atlas::aws::testing
