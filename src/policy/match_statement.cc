// SPDX-License-Identifier: Apache-2.0
#include "policy/match_statement.h"

#include <algorithm>

#include "policy/global_context.h"

namespace atlas::policy {
namespace {

PrincipalMatch match_one(const PrincipalPattern& pattern, const RequestView& view) {
    using Kind = PrincipalPattern::Kind;
    const auto& request = view.request();
    const bool is_service = view.account().empty();
    switch (pattern.kind) {
        case Kind::anyone:
            return PrincipalMatch::role_or_anyone;
        case Kind::service:
            return pattern.value == request.principal_arn ? PrincipalMatch::itself
                                                          : PrincipalMatch::none;
        case Kind::federated:
        case Kind::canonical_user: {
            const auto provider = view.value_of("aws:federatedprovider");
            return provider == pattern.value ? PrincipalMatch::itself : PrincipalMatch::none;
        }
        case Kind::aws:
            break;
    }
    if (is_service) return PrincipalMatch::none;
    if (pattern.value == request.principal_arn) return PrincipalMatch::itself;
    if (!request.role_arn.empty() && pattern.value == request.role_arn)
        return PrincipalMatch::role_or_anyone;
    if (!pattern.account.empty() && pattern.account == view.account())
        return PrincipalMatch::account;
    // A unique id names one role or user, not a later one of the same name. A session's aws:userid
    // is "AROA…:session".
    const auto id = view.value_of("aws:userid");
    if (id && id->substr(0, id->find(':')) == pattern.value) return PrincipalMatch::role_or_anyone;
    return PrincipalMatch::none;
}

PrincipalMatch match_principal(const Statement& statement, const RequestView& view) {
    // A trust or resource policy without a Principal element matches no caller.
    if (!statement.principals) return PrincipalMatch::none;
    auto best = PrincipalMatch::none;
    for (const auto& pattern : *statement.principals)
        best = std::max(best, match_one(pattern, view));
    if (!statement.not_principal) return best;
    // NotPrincipal matches every caller that it does not name.
    return best == PrincipalMatch::none ? PrincipalMatch::role_or_anyone : PrincipalMatch::none;
}

bool any_matches(
    const std::vector<Pattern>& patterns,
    std::string_view text,
    const RequestView& view,
    bool ignore_case
) {
    return std::ranges::any_of(patterns, [&](const Pattern& pattern) {
        return pattern.matches(text, view, ignore_case);
    });
}

}  // namespace

bool has_key(std::span<const std::string_view> keys, std::string_view key) {
    return std::ranges::any_of(keys, [&](std::string_view one) {
        const bool family = one.ends_with('/') || one.ends_with(':');
        return family ? key.starts_with(one) : key == one;
    });
}

RequestView::RequestView(const Request& request) : request_(request) {
    principal_arn_.emplace_back(
        request.role_arn.empty() ? request.principal_arn : request.role_arn
    );
    principal_account_.emplace_back(account());
}

std::string_view RequestView::account() const {
    return account_of(request_.principal_arn);
}

const std::vector<std::string>* RequestView::find(std::string_view key) const {
    if (key == current_time || key == epoch_time) asked_time_ = true;
    if (request_.context) {
        auto found = request_.context->find(key);
        if (found != request_.context->end()) return &found->second;
    }
    if (key == "aws:principalarn") return &principal_arn_;
    if (key == "aws:principalaccount" && !account().empty()) return &principal_account_;
    return nullptr;
}

std::optional<std::string_view> RequestView::value_of(std::string_view key) const {
    auto* values = find(key);
    if (!values || values->size() != 1) return std::nullopt;
    return values->front();
}

StatementMatch match_statement(
    const Statement& statement, const RequestView& view, bool resource_policy
) {
    using Reached = StatementMatch::Reached;
    StatementMatch match;
    if (resource_policy) {
        match.principal = match_principal(statement, view);
        if (match.principal == PrincipalMatch::none) return match;
    }
    match.reached = Reached::action;
    const auto& request = view.request();
    if (any_matches(statement.actions, request.action, view, true) == statement.not_action)
        return match;
    match.reached = Reached::resource;
    if (statement.resources &&
        any_matches(*statement.resources, request.resource, view, false) == statement.not_resource)
        return match;
    match.reached = Reached::condition;
    const bool denies = statement.effect == Effect::explicit_deny;
    for (const auto& condition : statement.conditions) {
        const auto* actual = view.find(condition.key);
        // A key whose value is not known fails closed: the condition holds in a Deny only.
        const bool unknown = !actual && has_key(request.lacking, condition.key);
        if (unknown ? denies : condition.holds(actual, view)) continue;
        match.failed = &condition;
        return match;
    }
    match.reached = Reached::all;
    return match;
}

}  // namespace atlas::policy
