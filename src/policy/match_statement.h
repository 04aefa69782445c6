// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "policy/document.h"

namespace atlas::policy {

/// A request with its condition keys, as patterns and conditions look them up.
class RequestView final : public Variables {
public:
    explicit RequestView(const Request& request);
    const Request& request() const { return request_; }
    /// nullptr where the key is absent.
    const std::vector<std::string>* find(std::string_view key) const;
    std::optional<std::string_view> value_of(std::string_view key) const override;
    /// The account that the caller belongs to; empty for a service.
    std::string_view account() const;
    /// Whether a key that changes by itself was looked up so far.
    bool asked_time() const { return asked_time_; }

private:
    const Request& request_;
    // Known without the caller's context.
    std::vector<std::string> principal_arn_;
    std::vector<std::string> principal_account_;
    mutable bool asked_time_ = false;
};

/// How the principal of a resource's policy names the caller, weakest first.
enum class PrincipalMatch : std::uint8_t { none, account, role_or_anyone, itself };

/// How far a statement goes along with a request.
struct StatementMatch {
    /// The elements in the order they are asked; `all` when every one matches.
    enum class Reached : std::uint8_t { principal, action, resource, condition, all };
    Reached reached = Reached::principal;  // the first that did not match
    PrincipalMatch principal = PrincipalMatch::none;
    const Condition* failed = nullptr;
};

/// `resource_policy`: whether the statement's Principal is asked.
StatementMatch match_statement(
    const Statement& statement, const RequestView& request, bool resource_policy
);

}  // namespace atlas::policy
