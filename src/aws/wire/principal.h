// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"

namespace atlas::aws {

/// Who calls. Made by authentication or, for the region's own services, by `service_principal`.
struct Principal {
    enum class Kind : std::uint8_t {
        administrator,  // the region's own administrator (root of the account): everything is
                        // allowed
        user,
        role_session,
        service,    // an AWS service itself ("ecs-tasks.amazonaws.com"): may only do what a
                    // resource's policy allows it, such as assume a role
        anonymous,  // unsigned; may call what says so (the registry's /v2/, nothing of the API)
    };
    Kind kind = Kind::anonymous;
    std::string arn;       // arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION, …:user/NAME, …:root,
                           // or a service's name
    std::string role_arn;  // of a role session: arn:aws:iam::ACCOUNT:role/PATH/ROLE
    std::string account;   // 12 digits
    std::string user_id;   // AIDA…, AROA…:SESSION, or the account for the administrator
    /// The unique id that the credentials were made for: AIDA… of a user, AROA… of a role. Whose
    /// user or role has another one by now may nothing. Empty: the one that has the name.
    std::string bound_id;
    std::string session_name;
    std::string session_policy;  // JSON, or empty
    std::string source_arn;      // of a service: the resource on whose behalf it acts, or empty
    std::string access_key_id;   // empty for the region's own services
    // Of temporary credentials:
    std::optional<Time> token_issued;
    std::map<std::string, std::string> session_tags;
    std::vector<std::string> transitive_tags;  // keys of session_tags
    std::string source_identity;
    /// The service that calls in this principal's name ("secretsmanager.amazonaws.com"), or empty.
    std::string via_service;
};

/// The principal under which a service of the region calls another: the session of its
/// service-linked role, e.g. ("ecs.amazonaws.com", "AWSServiceRoleForECS"). iam seeds these roles
/// and their policies.
Principal service_principal(
    const std::string& account, const std::string& service, const std::string& role_name
);

/// The same caller, when a service acts in his name ("secretsmanager.amazonaws.com" asks KMS).
Principal through_service(Principal caller, const std::string& service);

/// A service in its own name, e.g. "ecs-tasks.amazonaws.com", to assume a role that trusts it:
/// `call.invoke<sts::AssumeRole>(service_itself(account, name), …)`.
Principal service_itself(const std::string& account, const std::string& service);

}  // namespace atlas::aws
