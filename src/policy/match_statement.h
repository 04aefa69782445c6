// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "policy/document.h"

namespace atlas::policy {

/// A request and its condition keys, as patterns and conditions look them up. One thread; the
/// request must outlive it.
class RequestView final : public Variables {
public:
    explicit RequestView(const Request& request);
    const Request& request() const { return request_; }
    /// The values of a key (lower case); nullptr if it is absent.
    const std::vector<std::string>* find(std::string_view key) const;
    /// The value of a key that has exactly one.
    std::optional<std::string_view> value_of(std::string_view key) const override;
    /// The caller's account; empty for a service.
    std::string_view account() const;
    /// Whether a key that changes with time alone was looked up so far.
    bool asked_time() const { return asked_time_; }

private:
    const Request& request_;
    // Keys that follow from the request, for a context without them.
    std::vector<std::string> principal_arn_;
    std::vector<std::string> principal_account_;
    mutable bool asked_time_ = false;
};

/// How the Principal of a resource policy names the caller, from the weakest to the strongest. The
/// strength decides which other policies must allow the request (policy.h, `evaluate`).
enum class PrincipalMatch : std::uint8_t { none, account, role_or_anyone, itself };

/// How far a statement matches a request.
struct StatementMatch {
    /// The elements in the order in which they are compared; `all` if every one matches.
    enum class Reached : std::uint8_t { principal, action, resource, condition, all };
    Reached reached = Reached::principal;  // the first element that does not match
    PrincipalMatch principal = PrincipalMatch::none;
    const Condition* failed = nullptr;  // the condition that does not hold, if that is the element
};

/// Compares a statement with a request. `resource_policy`: the Principal element counts too.
StatementMatch match_statement(
    const Statement& statement, const RequestView& request, bool resource_policy
);

}  // namespace atlas::policy
