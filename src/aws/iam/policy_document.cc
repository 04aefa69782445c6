// SPDX-License-Identifier: Apache-2.0
#include "aws/iam/policy_document.h"

#include "json/value.h"
#include "policy/policy.h"

namespace atlas::aws::iam {
namespace {

AwsError malformed(std::string message) {
    return {"MalformedPolicyDocument", std::move(message), 400, {}};
}

/// Statement is one object or a list of them.
std::vector<const json::Value*> statements_of(const json::Value& document) {
    std::vector<const json::Value*> all;
    auto* statement = document.find("Statement");
    if (!statement) return all;
    if (auto* list = statement->as_array()) {
        for (const auto& one : *list)
            all.push_back(&one);
    } else {
        all.push_back(statement);
    }
    return all;
}

bool has(const json::Value& statement, std::string_view name, std::string_view negated) {
    return statement.find(name) || statement.find(negated);
}

Answer<json::Value> read(const std::string& document) {
    auto parsed = policy::parse(document);
    if (!parsed) return malformed(parsed.error().message());
    auto value = json::parse(document);
    if (!value) return malformed("This policy contains invalid Json");
    return std::move(value).value();
}

}  // namespace

Answer<> check_identity_policy(const std::string& document) {
    auto value = read(document);
    if (!value) return std::move(value).error();
    for (const auto* statement : statements_of(value.value())) {
        if (has(*statement, "Principal", "NotPrincipal"))
            return malformed("Policy document should not specify a principal.");
        if (!has(*statement, "Resource", "NotResource"))
            return malformed("Policy statement must contain resources.");
    }
    return {};
}

Answer<> check_trust_policy(const std::string& document) {
    auto value = read(document);
    if (!value) return std::move(value).error();
    for (const auto* statement : statements_of(value.value())) {
        if (has(*statement, "Resource", "NotResource"))
            return malformed("Has prohibited field Resource");
        if (!has(*statement, "Principal", "NotPrincipal"))
            return malformed("Missing required field Principal");
    }
    return {};
}

}  // namespace atlas::aws::iam
