// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/authorize.h"

#include <fmt/core.h>

#include "base/letter_case.h"
#include "base/log.h"
#include "policy/global_context.h"
#include "policy/pattern.h"

namespace atlas::aws {
namespace {

/// The end of AWS's message, which names the kind of policy that caused the refusal. The decision
/// does not carry it, so the policies are evaluated again one by one.
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
        // The keys of the context are in lower case; the values of aws:TagKeys keep theirs.
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

/// A request carries tags as a list of pairs, as a map, or in ec2's TagSpecifications.
void add_request_tags(Context& context, const json::Value& input) {
    for (std::string_view name : {"Tags", "tags"})
        if (auto* tags = input.find(name)) add_tags(context, *tags);
    auto* specifications = input.find("TagSpecifications");
    if (!specifications || !specifications->as_array()) return;
    for (const auto& specification : *specifications->as_array())
        if (auto* tags = specification.find("Tags")) add_tags(context, *tags);
}

void add_input_keys(Context& context, const json::Value& input, const ActionAccess& access) {
    for (const auto& one : access.inputs) {
        auto values = texts_at(input, one.member);
        if (values.empty() && !one.otherwise.empty()) values.emplace_back(one.otherwise);
        if (values.empty()) continue;
        auto& all = context[std::string(one.key)];
        all.insert(all.end(), values.begin(), values.end());
    }
}

/// The keys of a call that a service makes on behalf of its caller. aws:SourceIp is absent then, as
/// on AWS: the service's own address is not the caller's.
void add_via_service(Context& context, const std::string& service, std::string_view region) {
    context["aws:viaawsservice"] = {"true"};
    for (const auto* key : {"aws:calledvia", "aws:calledviafirst", "aws:calledvialast"})
        context[key] = {service};
    const auto name = service.substr(0, service.find('.'));
    context["kms:viaservice"] = {fmt::format("{}.{}.amazonaws.com", name, region)};
    context.erase("aws:sourceip");
}

/// aws:userid of a session is "<unique id of the role>:<session name>". A service principal's
/// session is made from the role's name alone, so its id is filled in here.
std::string user_id_of(const Principal& principal, const Identities::Policies& policies) {
    const bool session = principal.kind == Principal::Kind::role_session;
    if (!session || policies.principal_id.empty()) return principal.user_id;
    return policies.principal_id + ":" + principal.session_name;
}

/// Root has no policies of its own; this one lets the evaluation treat it like other callers.
const std::vector<policy::Named>& root_policies() {
    static const std::vector<policy::Named> all{
        {"the account's root",
         policy::parse(R"({"Version":"2012-10-17",)"
                       R"("Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})")
             .value()}
    };
    return all;
}

AwsError denied(
    const Principal& principal,
    std::string_view action,
    const Resource& resource,
    const std::string& reason
) {
    auto message = fmt::format(
        "User: {} is not authorized to perform: {} on resource: {}{}{}",
        principal.arn,
        action,
        resource.arn,
        reason.empty() ? "" : " ",
        reason
    );
    return AwsError{"AccessDenied", std::move(message), 403, {}};
}

/// Whether the policy that must allow the caller (`Resource::policy_decides`) does. STS's message
/// gives no reason for an implicit deny.
Answer<> check_deciding_policy(
    const Principal& principal,
    const policy::Request& request,
    const Resource& resource,
    const policy::Named& document
) {
    const auto decision = policy::evaluate_trust(request, document);
    if (decision.allowed()) return {};
    log::info(
        "iam", "denied {} {} on {}: {}", principal.arn, request.action, resource.arn, decision.why
    );
    std::string why;
    if (decision.effect == policy::Effect::explicit_deny) {
        why = "with an explicit deny in a resource-based policy";
    } else if (!request.action.starts_with("sts:")) {
        why = fmt::format("because no resource-based policy allows the {} action", request.action);
    }
    return denied(principal, request.action, resource, why);
}

/// `authorize` for one resource. A resource policy that does not parse denies.
Answer<> authorize_one(
    const Principal& principal,
    const policy::Applicable& of_caller,
    const policy::Request& request,
    const Resource& resource
) {
    auto applicable = of_caller;
    policy::Named resource_policy{"the resource's policy", nullptr};
    if (!resource.policy.empty()) {
        auto parsed = policy::parse(resource.policy);
        if (!parsed) return AwsError{"AccessDenied", parsed.error().message(), 403, {}};
        resource_policy.document = std::move(parsed).value();
        applicable.resource = &resource_policy;
    }
    if (resource.policy_decides && applicable.resource) {
        auto let_in = check_deciding_policy(principal, request, resource, resource_policy);
        if (!let_in) return let_in;
    }
    auto decision = policy::evaluate(request, applicable);
    if (decision.allowed()) return {};
    log::info(
        "iam", "denied {} {} on {}: {}", principal.arn, request.action, resource.arn, decision.why
    );
    return denied(principal, request.action, resource, reason(request, applicable, decision));
}

}  // namespace

std::vector<std::string> texts_at(const json::Value& value, std::string_view path) {
    std::vector<std::string> texts;
    if (auto* list = value.as_array()) {
        for (const auto& one : *list)
            for (auto& text : texts_at(one, path))
                texts.push_back(std::move(text));
        return texts;
    }
    if (path.empty()) {
        if (auto* text = value.as_string()) return {*text};
        const bool scalar = value.as_bool() || value.as_int() || value.as_double();
        if (scalar) return {json::serialize(value)};
        return {};
    }
    const auto dot = path.find('.');
    auto* member = value.find(path.substr(0, dot));
    if (!member) return {};
    return texts_at(*member, dot == path.npos ? std::string_view() : path.substr(dot + 1));
}

Context condition_context(
    const Principal& principal,
    const Identities::Policies& policies,
    const Origin& origin,
    std::string_view region,
    Time now,
    const json::Value& input,
    const ActionAccess* access
) {
    const auto user_id = user_id_of(principal, policies);
    policy::Principal known{
        kind_of(principal.kind),
        principal.arn,
        principal.role_arn,
        principal.account,
        user_id,
        &policies.principal_tags,
        &principal.session_tags,
        principal.token_issued,
        principal.source_identity
    };
    auto context = policy::global_context(known, region, now);
    if (!principal.source_arn.empty()) {
        context["aws:sourcearn"] = {principal.source_arn};
        context["aws:sourceaccount"] = {principal.account};
    }
    if (!origin.source_ip.empty()) context["aws:sourceip"] = {origin.source_ip};
    if (!origin.user_agent.empty()) context["aws:useragent"] = {origin.user_agent};
    if (!principal.via_service.empty()) add_via_service(context, principal.via_service, region);
    add_request_tags(context, input);
    if (access) add_input_keys(context, input, *access);
    return context;
}

Answer<> authorize(
    const Principal& principal,
    const Identities::Policies& policies,
    const Context& context,
    std::string_view action,
    const std::vector<Resource>& resources
) {
    const bool root = principal.kind == Principal::Kind::administrator;
    const auto* access = find_access(action);
    const policy::Applicable of_caller{
        .identity = root ? &root_policies() : &policies.identity,
        .boundary = policies.boundary ? &*policies.boundary : nullptr,
        .session = policies.session ? &*policies.session : nullptr
    };
    for (const auto& resource : resources) {
        if (root && resource.policy.empty()) continue;
        Context own = context;
        policy::set_resource_account(own, resource.arn, principal.account);
        // A value from the request takes precedence over the resource's (emplace keeps it). A
        // service supplies the same keys with a resource for every action; one that AWS does not
        // have for this action stays absent.
        for (const auto& [key, values] : resource.context)
            if (!access || policy::has_key(access->known, key)) own.emplace(key, values);
        policy::Request request{
            .principal_arn = principal.arn,
            .role_arn = principal.role_arn,
            .account = principal.account,
            .action = action,
            .resource = resource.arn,
            .context = &own
        };
        if (access) request.lacking = access->lacking;
        auto allowed = authorize_one(principal, of_caller, request, resource);
        if (!allowed) return allowed;
    }
    return {};
}

}  // namespace atlas::aws
