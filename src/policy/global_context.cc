// SPDX-License-Identifier: Apache-2.0
#include "policy/global_context.h"

#include "base/letter_case.h"
#include "policy/pattern.h"

namespace atlas::policy {
namespace {

std::string type_of(Principal::Kind kind) {
    switch (kind) {
        case Principal::Kind::account:
            return "Account";
        case Principal::Kind::user:
            return "User";
        case Principal::Kind::role_session:
            return "AssumedRole";
        case Principal::Kind::service:
            return "Service";
    }
    return "User";
}

std::string text_of(bool value) {
    return value ? "true" : "false";
}

}  // namespace

std::string_view account_of(std::string_view arn) {
    // arn:partition:service:region:account:resource
    for (int colon = 0; colon < 4; ++colon) {
        const auto at = arn.find(':');
        if (at == arn.npos) return {};
        arn.remove_prefix(at + 1);
    }
    return arn.substr(0, arn.find(':'));
}

Context global_context(const Principal& principal, std::string_view region, Time now) {
    using Kind = Principal::Kind;
    Context context;
    context["aws:principalarn"] = {
        std::string(principal.kind == Kind::role_session ? principal.role_arn : principal.arn)
    };
    context["aws:principalaccount"] = {std::string(principal.account)};
    context["aws:principaltype"] = {type_of(principal.kind)};
    if (!principal.id.empty()) context["aws:userid"] = {std::string(principal.id)};
    if (principal.kind == Kind::user) {
        const auto slash = principal.arn.rfind('/');
        if (slash != principal.arn.npos)
            context["aws:username"] = {std::string(principal.arn.substr(slash + 1))};
    }
    context["aws:requestedregion"] = {std::string(region)};
    context["aws:securetransport"] = {text_of(true)};
    context["aws:viaawsservice"] = {text_of(false)};
    context["aws:principalisawsservice"] = {text_of(principal.kind == Kind::service)};
    // Session tags come last and so override the tags of the role.
    for (const auto* tags : {principal.tags, principal.session_tags}) {
        if (!tags) continue;
        for (const auto& [key, value] : *tags)
            context["aws:principaltag/" + lower_case(key)] = {value};
    }
    if (principal.token_issued)
        context["aws:tokenissuetime"] = {format_iso8601(*principal.token_issued)};
    if (!principal.source_identity.empty())
        context["aws:sourceidentity"] = {std::string(principal.source_identity)};
    if (principal.kind == Kind::service) {
        context["aws:principalservicename"] = {std::string(principal.arn)};
        context["aws:principalservicenameslist"] = {std::string(principal.arn)};
    }
    set_time(context, now);
    return context;
}

void set_resource_account(Context& context, std::string_view resource, std::string_view own) {
    const auto account = account_of(resource);
    const bool named = account.size() == 12;
    context["aws:resourceaccount"] = {std::string(named ? account : own)};
}

void set_time(Context& context, Time now) {
    context[std::string(current_time)] = {format_iso8601(now)};
    context[std::string(epoch_time)] = {
        std::to_string(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count())
    };
}

}  // namespace atlas::policy
