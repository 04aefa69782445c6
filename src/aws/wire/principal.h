// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"

namespace atlas::aws {

/// The caller of an operation. Made by authentication or, for calls between the region's services,
/// by the functions below.
struct Principal {
    enum class Kind : std::uint8_t {
        administrator,  // the account's root: allowed everything that no resource policy forbids
        user,
        role_session,
        service,    // an AWS service itself ("ecs-tasks.amazonaws.com"): may only do what a
                    // resource-based policy allows, such as assume a role that trusts it
        anonymous,  // no signature; no API operation accepts it, only parts of the registry's /v2/
    };
    Kind kind = Kind::anonymous;
    std::string arn;       // arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION, …:user/NAME, …:root,
                           // or a service's name
    std::string role_arn;  // of a role session: arn:aws:iam::ACCOUNT:role/PATH/ROLE
    std::string account;   // 12 digits
    std::string user_id;   // AIDA…, AROA…:SESSION, or the account for the administrator
    /// The unique id of the user (AIDA…) or role (AROA…) that the credentials were issued for. If
    /// the user or role of that name has another id, because it was deleted and created again, the
    /// caller is allowed nothing. Empty: not bound; whichever user or role has the name counts.
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

/// The principal as which a service of the region calls another: a session of its service-linked
/// role, for example ("ecs.amazonaws.com", "AWSServiceRoleForECS"). aws/iam creates these roles and
/// their policies.
Principal service_principal(
    const std::string& account, const std::string& service, const std::string& role_name
);

/// The same caller when a service acts on its behalf: for example, Secrets Manager
/// ("secretsmanager.amazonaws.com") calls KMS with its caller's permissions.
Principal through_service(Principal caller, const std::string& service);

/// A service principal itself, for example "ecs-tasks.amazonaws.com", to assume a role that trusts
/// it: `call.invoke<sts::AssumeRole>(service_itself(account, name), …)`.
Principal service_itself(const std::string& account, const std::string& service);

}  // namespace atlas::aws
