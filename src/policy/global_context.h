// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/time_format.h"
#include "policy/policy.h"

namespace atlas::policy {

/// The caller, with what the global condition keys say of it. The views and pointers must outlive
/// the call.
struct Principal {
    enum class Kind : std::uint8_t { account, user, role_session, service };
    Kind kind = Kind::user;
    std::string_view arn;       // as Request::principal_arn
    std::string_view role_arn;  // of a role's session
    std::string_view account;   // 12 digits
    std::string_view id;  // AIDA…, AROA…:SESSION, or the account's; empty: aws:userid is absent
    const std::map<std::string, std::string>* tags = nullptr;  // of the user or role
    // For temporary credentials only:
    const std::map<std::string, std::string>* session_tags = nullptr;  // override `tags`
    std::optional<Time> token_issued;
    std::string_view source_identity;
};

/// The account in an ARN; empty if it has none or the text is no ARN.
std::string_view account_of(std::string_view arn);

/// The keys whose values change with time alone (lower case).
inline constexpr std::string_view current_time = "aws:currenttime";
inline constexpr std::string_view epoch_time = "aws:epochtime";

/// The global condition keys that every request has, at the API and at the broker alike: those of
/// the principal, the time and the region. aws:SecureTransport is always true, since no call leaves
/// the machine (it uses loopback or a VPC). The caller adds the keys of the request's source and
/// subject.
Context global_context(const Principal& principal, std::string_view region, Time now);
/// Sets aws:ResourceAccount for a request about this resource: the account in its ARN, or `own` if
/// there is none, as in "*".
void set_resource_account(Context& context, std::string_view resource, std::string_view own);
/// Sets aws:CurrentTime and aws:EpochTime, both with whole seconds.
void set_time(Context& context, Time now);

}  // namespace atlas::policy
