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

/// Who asks, as the global condition keys tell of him.
struct Principal {
    enum class Kind : std::uint8_t { account, user, role_session, service };
    Kind kind = Kind::user;
    std::string_view arn;       // as Request::principal_arn
    std::string_view role_arn;  // of a role's session
    std::string_view account;   // 12 digits
    std::string_view id;  // AIDA…, AROA…:SESSION, or the account's; empty: aws:userid is absent
    const std::map<std::string, std::string>* tags = nullptr;  // of the user or role
    // Of temporary credentials:
    const std::map<std::string, std::string>* session_tags = nullptr;  // stand before `tags`
    std::optional<Time> token_issued;
    std::string_view source_identity;
};

/// The account part of an ARN; empty for what is none.
std::string_view account_of(std::string_view arn);

/// The keys that change by themselves.
inline constexpr std::string_view current_time = "aws:currenttime";
inline constexpr std::string_view epoch_time = "aws:epochtime";

/// The global condition keys that stand with every request, whoever decides it: those of the
/// principal, the time and the region. A call never crosses a network here (loopback, or inside a
/// VPC), so aws:SecureTransport is true. Where the request came from and what it is about are for
/// the caller to add.
Context global_context(const Principal& principal, std::string_view region, Time now);
/// aws:ResourceAccount of a request about this resource: the account that its ARN names, else
/// `own` (an ARN without an account, "*").
void set_resource_account(Context& context, std::string_view resource, std::string_view own);
void set_time(Context& context, Time now);

}  // namespace atlas::policy
