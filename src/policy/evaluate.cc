// SPDX-License-Identifier: Apache-2.0
#include "policy/match_statement.h"

namespace atlas::policy {
namespace {

using Reached = StatementMatch::Reached;

std::string name_of(const Named& policy, std::size_t index) {
    const auto& sid = policy.document->statements()[index].sid;
    std::string text = "statement " + std::to_string(index + 1);
    if (!sid.empty()) text += " (Sid " + sid + ")";
    return text + " of policy " + policy.name;
}

/// The result of one document for a request; statements by index.
struct Verdict {
    const Named* policy = nullptr;
    std::optional<std::size_t> deny;   // the first statement that denies
    std::optional<std::size_t> allow;  // the statement that allows, by the strongest principal
    PrincipalMatch principal = PrincipalMatch::none;
    // The Allow statement that matched furthest without matching entirely.
    std::optional<std::size_t> nearest;
    StatementMatch nearest_match;
};

Verdict judge(const Named& policy, const RequestView& request, bool resource_policy) {
    Verdict verdict;
    verdict.policy = &policy;
    const auto& statements = policy.document->statements();
    for (std::size_t index = 0; index < statements.size(); ++index) {
        const auto match = match_statement(statements[index], request, resource_policy);
        const bool denies = statements[index].effect == Effect::explicit_deny;
        if (match.reached != Reached::all) {
            const bool nearer = !verdict.nearest || match.reached > verdict.nearest_match.reached;
            if (!denies && nearer) {
                verdict.nearest = index;
                verdict.nearest_match = match;
            }
        } else if (denies) {
            verdict.deny = index;
            return verdict;
        } else if (!verdict.allow || match.principal > verdict.principal) {
            verdict.allow = index;
            verdict.principal = match.principal;
        }
    }
    return verdict;
}

std::string value_text(const std::vector<std::string>* values) {
    if (!values || values->empty()) return "absent";
    std::string text;
    for (const auto& value : *values)
        text += (text.empty() ? "'" : ", '") + value + "'";
    return text;
}

/// Explains why the nearest statement does not match.
std::string miss(const Verdict& verdict, const RequestView& view) {
    const auto& request = view.request();
    const auto where = name_of(*verdict.policy, *verdict.nearest);
    switch (verdict.nearest_match.reached) {
        case Reached::principal:
            return where + " names another principal than " + std::string(request.principal_arn);
        case Reached::action:
            return where + " is not about the action " + std::string(request.action);
        case Reached::resource:
            return where + " is not about the resource " + std::string(request.resource);
        default:
            break;
    }
    const auto& condition = *verdict.nearest_match.failed;
    return where + ": condition " + condition.operator_name + " on " + condition.key +
           " does not hold (it is " + value_text(view.find(condition.key)) + ")";
}

/// Collects the verdicts of all applicable policies on one request and decides.
class Judge {
public:
    Judge(const Request& request, const Applicable& applicable)
        : view_(request), applicable_(applicable) {}

    Decision decide() {
        auto decision = weigh();
        decision.momentary = view_.asked_time();
        return decision;
    }

private:
    Decision weigh() {
        if (applicable_.identity) {
            for (const auto& policy : *applicable_.identity) {
                if (policy.document) identity_.push_back(judge(policy, view_, false));
            }
        }
        boundary_ = judge_one(applicable_.boundary, false);
        session_ = judge_one(applicable_.session, false);
        resource_ = judge_one(applicable_.resource, true);
        if (auto denied = find_deny()) return std::move(*denied);
        return find_allow();
    }

    std::optional<Verdict> judge_one(const Named* policy, bool resource_policy) {
        if (!policy || !policy->document) return std::nullopt;
        return judge(*policy, view_, resource_policy);
    }

    std::optional<Decision> find_deny() const {
        auto denied = [](const Verdict& verdict) -> std::optional<Decision> {
            if (!verdict.deny) return std::nullopt;
            return Decision{
                Effect::explicit_deny, "Deny by " + name_of(*verdict.policy, *verdict.deny), false
            };
        };
        for (const auto& verdict : identity_) {
            if (auto decision = denied(verdict)) return decision;
        }
        for (const auto* verdict : {&boundary_, &session_, &resource_}) {
            if (!*verdict) continue;
            if (auto decision = denied(**verdict)) return decision;
        }
        return std::nullopt;
    }

    Decision find_allow() const {
        const bool named = resource_ && resource_->allow;
        // "Policy evaluation logic": an allow to the user or session itself is not limited by
        // the boundary or the session policy.
        if (named && resource_->principal == PrincipalMatch::itself) return allow(*resource_);
        const Verdict* source = nullptr;
        if (named && resource_->principal == PrincipalMatch::role_or_anyone) source = &*resource_;
        for (const auto& verdict : identity_) {
            if (verdict.allow && !source) source = &verdict;
        }
        if (!source) return no_allow();
        if (boundary_ && !boundary_->allow) return outside("the permissions boundary", *boundary_);
        if (session_ && !session_->allow) return outside("the session policy", *session_);
        return allow(*source);
    }

    static Decision allow(const Verdict& verdict) {
        return {Effect::allow, "Allow by " + name_of(*verdict.policy, *verdict.allow), false};
    }

    Decision outside(const std::string& fence, const Verdict& verdict) const {
        std::string why = fence + " does not allow it";
        if (verdict.nearest) why += "; nearest: " + miss(verdict, view_);
        return {Effect::implicit_deny, std::move(why), false};
    }

    Decision no_allow() const {
        const Verdict* nearest = nullptr;
        auto consider = [&](const Verdict& verdict) {
            const bool nearer =
                !nearest || verdict.nearest_match.reached > nearest->nearest_match.reached;
            if (verdict.nearest && nearer) nearest = &verdict;
        };
        for (const auto& verdict : identity_)
            consider(verdict);
        if (resource_) consider(*resource_);
        std::string why = "no policy allows it";
        if (nearest) why += "; nearest: " + miss(*nearest, view_);
        return {Effect::implicit_deny, std::move(why), false};
    }

    RequestView view_;
    const Applicable& applicable_;
    std::vector<Verdict> identity_;
    std::optional<Verdict> boundary_;
    std::optional<Verdict> session_;
    std::optional<Verdict> resource_;
};

}  // namespace

Decision evaluate(const Request& request, const Applicable& applicable) {
    return Judge(request, applicable).decide();
}

Decision evaluate_trust(const Request& request, const Named& trust) {
    const RequestView view(request);
    const auto verdict = judge(trust, view, true);
    const bool momentary = view.asked_time();
    if (verdict.deny)
        return {Effect::explicit_deny, "Deny by " + name_of(trust, *verdict.deny), momentary};
    if (verdict.allow)
        return {Effect::allow, "Allow by " + name_of(trust, *verdict.allow), momentary};
    std::string why = "the policy does not allow it";
    if (verdict.nearest) why += "; nearest: " + miss(verdict, view);
    return {Effect::implicit_deny, std::move(why), momentary};
}

}  // namespace atlas::policy
