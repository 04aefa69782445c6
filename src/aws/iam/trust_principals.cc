// SPDX-License-Identifier: Apache-2.0
#include "aws/iam/trust_principals.h"

#include <algorithm>

#include <fmt/core.h>

#include "json/value.h"
#include "policy/global_context.h"

namespace atlas::aws::iam {
namespace {

/// The unique id of a role or user by ARN; empty if it does not exist.
std::string id_of(const State& state, const std::string& arn) {
    if (auto* role = state.find_role_by_arn(arn)) return role->id;
    if (auto* user = state.find_user_by_arn(arn)) return user->id;
    return {};
}

/// Only ARNs of this account's roles and users have ids here; root, sessions, services and other
/// accounts stay as they are.
bool is_bound(const std::string& arn, const std::string& account) {
    const bool kind = arn.contains(":iam::") && (arn.contains(":role/") || arn.contains(":user/"));
    return kind && policy::account_of(arn) == account;
}

/// Calls `change` with each value of a Principal's "AWS" member, one or a list.
void for_each_principal(json::Value& principal, auto change) {
    auto* object = principal.as_object();
    auto* named = object ? object->find("AWS") : nullptr;
    if (!named) return;
    if (named->as_string()) change(*named);
    if (auto* list = named->as_array()) {
        for (auto& one : *list)
            if (one.as_string()) change(one);
    }
}

void for_each_principal_of(json::Value& document, auto change) {
    auto* root = document.as_object();
    auto* statements = root ? root->find("Statement") : nullptr;
    if (!statements) return;
    auto visit = [&](json::Value& statement) {
        auto* object = statement.as_object();
        if (!object) return;
        for (const auto* name : {"Principal", "NotPrincipal"})
            if (auto* principal = object->find(name)) for_each_principal(*principal, change);
    };
    if (auto* list = statements->as_array()) {
        for (auto& one : *list)
            visit(one);
    } else {
        visit(*statements);
    }
}

}  // namespace

Answer<std::map<std::string, std::string>> bind_principals(
    const State& state, const std::string& account, const std::string& document
) {
    std::map<std::string, std::string> ids;
    std::string missing;
    auto value = json::parse(document);
    if (!value) return ids;  // check_trust_policy has refused it before.
    for_each_principal_of(value.value(), [&](const json::Value& principal) {
        const auto& arn = *principal.as_string();
        if (!is_bound(arn, account)) return;
        auto id = id_of(state, arn);
        if (id.empty()) missing = arn;
        ids[arn] = std::move(id);
    });
    if (missing.empty()) return ids;
    return AwsError{
        "MalformedPolicyDocument",
        fmt::format(R"(Invalid principal in policy: "AWS":"{}")", missing),
        400,
        {}
    };
}

std::string trust_in_force(const State& state, const RoleRow& role) {
    auto is_gone = [&](const auto& bound) { return id_of(state, bound.first) != bound.second; };
    if (std::ranges::none_of(role.trust_ids, is_gone)) return role.trust_policy;
    auto value = json::parse(role.trust_policy);
    if (!value) return role.trust_policy;
    for_each_principal_of(value.value(), [&](json::Value& principal) {
        auto bound = role.trust_ids.find(*principal.as_string());
        if (bound != role.trust_ids.end() && is_gone(*bound)) principal = bound->second;
    });
    return json::serialize(value.value());
}

}  // namespace atlas::aws::iam
