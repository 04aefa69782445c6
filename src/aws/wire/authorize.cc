// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/authorize.h"

#include <fmt/core.h>

#include "base/letter_case.h"
#include "base/log.h"
#include "policy/global_context.h"
#include "policy/pattern.h"

namespace atlas::aws {
namespace {

/// The kind of policy that a refusal is to be blamed on, as AWS's sentence names it.
std::string reason(
    const policy::Request& request, const policy::Applicable& all, const policy::Decision& decision
) {
    auto effect_of = [&](const policy::Named* one) {
        std::vector<policy::Named> alone{*one};
        return policy::evaluate(request, {.identity = &alone}).effect;
    };
    if (decision.effect == policy::Effect::explicit_deny) {
        auto denies = [&](const policy::Named* one) {
            return one && effect_of(one) == policy::Effect::explicit_deny;
        };
        std::string_view kind = "an identity-based policy";
        if (denies(all.session)) kind = "a session policy";
        if (denies(all.boundary)) kind = "a permissions boundary";
        auto identity = policy::evaluate(request, {.identity = all.identity}).effect;
        bool elsewhere = identity != policy::Effect::explicit_deny;
        if (elsewhere && !denies(all.session) && !denies(all.boundary))
            kind = "a resource-based policy";
        return fmt::format("with an explicit deny in {}", kind);
    }
    std::string_view kind = "identity-based policy";
    if (policy::evaluate(request, {.identity = all.identity}).allowed()) {
        auto lacks = [&](const policy::Named* one) {
            return one && effect_of(one) != policy::Effect::allow;
        };
        if (lacks(all.session)) kind = "session policy";
        if (lacks(all.boundary)) kind = "permissions boundary";
    }
    return fmt::format("because no {} allows the {} action", kind, request.action);
}

policy::Principal::Kind kind_of(Principal::Kind kind) {
    using Kind = policy::Principal::Kind;
    switch (kind) {
        case Principal::Kind::administrator:
            return Kind::account;
        case Principal::Kind::role_session:
            return Kind::role_session;
        case Principal::Kind::service:
            return Kind::service;
        case Principal::Kind::user:
        case Principal::Kind::anonymous:
            return Kind::user;
    }
    return Kind::user;
}

void add_tags(Context& context, const json::Value& tags) {
    auto add = [&](const std::string& key, const std::string& value) {
        context["aws:requesttag/" + lower_case(key)] = {value};
        context["aws:tagkeys"].push_back(key);
    };
    auto text_of = [](const json::Value& tag, std::string_view upper, std::string_view lower) {
        auto* found = tag.find(upper) ? tag.find(upper) : tag.find(lower);
        return found && found->as_string() ? *found->as_string() : std::string();
    };
    if (auto* map = tags.as_object()) {
        for (const auto& [key, value] : *map)
            if (value.as_string()) add(key, *value.as_string());
    }
    if (auto* list = tags.as_array()) {
        for (const auto& tag : *list)
            add(text_of(tag, "Key", "key"), text_of(tag, "Value", "value"));
    }
}

/// Tags stand in a request as a list of pairs, a map, or ec2's specifications.
void add_request_tags(Context& context, const json::Value& input) {
    for (std::string_view name : {"Tags", "tags"})
        if (auto* tags = input.find(name)) add_tags(context, *tags);
    auto* specifications = input.find("TagSpecifications");
    if (!specifications || !specifications->as_array()) return;
    for (const auto& specification : *specifications->as_array())
        if (auto* tags = specification.find("Tags")) add_tags(context, *tags);
}

}  // namespace

Context condition_context(
    const Principal& principal,
    const Identities::Policies& policies,
    const Origin& origin,
    std::string_view region,
    Time now,
    const json::Value& input
) {
    auto context = policy::global_context(
        {kind_of(principal.kind),
         principal.arn,
         principal.role_arn,
         principal.account,
         principal.user_id,
         &policies.principal_tags},
        region,
        now
    );
    if (!principal.source_arn.empty()) {
        context["aws:sourcearn"] = {principal.source_arn};
        context["aws:sourceaccount"] = {principal.account};
    }
    if (!origin.source_ip.empty()) context["aws:sourceip"] = {origin.source_ip};
    if (!origin.user_agent.empty()) context["aws:useragent"] = {origin.user_agent};
    add_request_tags(context, input);
    return context;
}

Answer<> authorize(
    const Principal& principal,
    const Identities::Policies& policies,
    const Context& context,
    std::string_view action,
    const std::vector<Resource>& resources
) {
    for (const auto& resource : resources) {
        Context own = context;
        for (const auto& [key, values] : resource.context)
            own[key] = values;
        policy::Request request{
            .principal_arn = principal.arn,
            .role_arn = principal.role_arn,
            .account = principal.account,
            .action = action,
            .resource = resource.arn,
            .context = &own
        };
        policy::Named resource_policy{"the resource's policy", nullptr};
        policy::Applicable applicable{
            .identity = &policies.identity,
            .boundary = policies.boundary ? &*policies.boundary : nullptr,
            .session = policies.session ? &*policies.session : nullptr
        };
        if (!resource.policy.empty()) {
            auto parsed = policy::parse(resource.policy);
            if (!parsed) return AwsError{"AccessDenied", parsed.error().message(), 403, {}};
            resource_policy.document = std::move(parsed).value();
            applicable.resource = &resource_policy;
        }
        auto decision = policy::evaluate(request, applicable);
        if (decision.allowed()) continue;
        log::info(
            "iam", "denied {} {} on {}: {}", principal.arn, action, resource.arn, decision.why
        );
        auto message = fmt::format(
            "User: {} is not authorized to perform: {} on resource: {} {}",
            principal.arn,
            action,
            resource.arn,
            reason(request, applicable, decision)
        );
        return AwsError{"AccessDenied", std::move(message), 403, {}};
    }
    return {};
}

}  // namespace atlas::aws
