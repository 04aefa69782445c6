// SPDX-License-Identifier: Apache-2.0
#include "aws/iam/policy_document.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "base/log.h"
#include "json/value.h"
#include "policy/policy.h"

namespace atlas::aws::iam {
namespace {

using Texts = std::vector<std::string>;

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

/// A string or each of a list.
Texts texts_of(const json::Value& statement, std::string_view name) {
    auto* member = statement.find(name);
    if (!member) return {};
    if (auto* text = member->as_string()) return {*text};
    Texts texts;
    if (auto* list = member->as_array()) {
        for (const auto& one : *list)
            if (auto* text = one.as_string()) texts.push_back(*text);
    }
    return texts;
}

/// "ec2:RunInstances" → "ec2", or AWS's error for an action without a valid vendor.
Answer<std::string> vendor_of(const std::string& action) {
    const auto colons = std::ranges::count(action, ':');
    if (colons == 0)
        return malformed(
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
        );
    if (colons > 1) return malformed("Actions/Condition can contain only one colon.");
    auto vendor = action.substr(0, action.find(':'));
    const bool plain = std::ranges::all_of(vendor, [](unsigned char character) {
        return std::isalnum(character) || character == '-' || character == '.';
    });
    if (!plain || vendor.empty()) return malformed(fmt::format("Vendor {} is not valid", vendor));
    return vendor;
}

Answer<> check_actions(const json::Value& statement) {
    for (const auto* name : {"Action", "NotAction"}) {
        for (const auto& action : texts_of(statement, name)) {
            if (action == "*") continue;
            if (auto vendor = vendor_of(action); !vendor) return std::move(vendor).error();
        }
    }
    return {};
}

Answer<> check_resource(const std::string& resource) {
    if (resource == "*" || resource.starts_with("${")) return {};
    // An ARN has six parts, of which only the last may contain colons.
    Texts parts;
    for (std::string_view rest = resource;;) {
        const auto colon = parts.size() == 5 ? rest.npos : rest.find(':');
        parts.emplace_back(rest.substr(0, colon));
        if (colon == rest.npos) break;
        rest.remove_prefix(colon + 1);
    }
    if (parts.size() < 3 || parts[0] != "arn")
        return malformed(fmt::format("Resource {} must be in ARN format or \"*\".", resource));
    static const std::set<std::string> partitions{"aws", "aws-cn", "aws-us-gov", "*", ""};
    if (!partitions.contains(parts[1]) && !parts[1].starts_with("${"))
        return malformed(
            fmt::format("Partition \"{}\" is not valid for resource \"{}\".", parts[1], resource)
        );
    if (parts[2] != "*" && parts[2].find_first_of("*?") != std::string::npos)
        return malformed(fmt::format(
            "Vendor {} is not valid for resource \"{}\". Resource vendor must be fully qualified "
            "and cannot contain regexes.",
            parts[2],
            resource
        ));
    if (parts[2] == "iam" && parts.size() > 3 && !parts[3].empty() && parts[3] != "*")
        return malformed(fmt::format("IAM resource {} cannot contain region information.", resource)
        );
    return {};
}

Answer<> check_resources(const json::Value& statement) {
    for (const auto* name : {"Resource", "NotResource"}) {
        for (const auto& resource : texts_of(statement, name))
            if (auto valid = check_resource(resource); !valid) return valid;
    }
    return {};
}

Answer<> check_sids(const std::vector<const json::Value*>& statements) {
    std::set<std::string> sids;
    for (const auto* statement : statements) {
        auto* sid = statement->find("Sid");
        if (!sid || !sid->as_string() || sid->as_string()->empty()) continue;
        const auto& text = *sid->as_string();
        if (!std::ranges::all_of(text, [](unsigned char one) { return std::isalnum(one); }))
            return malformed(
                "Statement IDs (SID) must be alpha-numeric. Check that your input "
                "satisfies the regular expression [0-9A-Za-z]*"
            );
        if (!sids.insert(text).second)
            return malformed("Statement IDs (SID) in a single policy must be unique.");
    }
    return {};
}

/// The document as JSON if it is a valid policy. AWS's messages are often unspecific, so the exact
/// reason goes to the log.
Answer<json::Value> read(const std::string& document, std::string_view not_json) {
    auto value = json::parse(document);
    if (!value || !value.value().as_object()) return malformed(std::string(not_json));
    auto parsed = policy::parse(document);
    if (!parsed) log::info("iam", "a policy is refused: {}", parsed.error().message());
    for (const auto* statement : statements_of(value.value())) {
        if (!statement->as_object()) break;
        // AWS has specific messages for actions and resources, so these come first.
        if (auto valid = check_actions(*statement); !valid) return std::move(valid).error();
        if (auto valid = check_resources(*statement); !valid) return std::move(valid).error();
    }
    if (!parsed) return malformed("Syntax errors in policy.");
    if (auto valid = check_sids(statements_of(value.value())); !valid)
        return std::move(valid).error();
    return std::move(value).value();
}

/// The rules that hold only for statements of a trust policy.
Answer<> check_trust_statement(const json::Value& statement) {
    if (has(statement, "Resource", "NotResource"))
        return malformed("Has prohibited field Resource");
    if (!has(statement, "Principal", "NotPrincipal"))
        return malformed("Missing required field Principal");
    for (const auto& action : texts_of(statement, "Action")) {
        if (action != "*" && !action.starts_with("sts:"))
            return malformed("AssumeRole policy may only specify STS AssumeRole actions.");
    }
    return {};
}

}  // namespace

std::size_t policy_size(std::string_view document) {
    return static_cast<std::size_t>(std::ranges::count_if(document, [](unsigned char one) {
        const bool continues = (one & 0xC0) == 0x80;  // a character of UTF-8
        return !continues && !std::isspace(one);
    }));
}

Answer<> check_identity_policy(const std::string& document) {
    auto value = read(document, "Syntax errors in policy.");
    if (!value) return std::move(value).error();
    auto* version = value.value().find("Version");
    if (!version || *version != "2012-10-17")
        return malformed("Policy document must be version 2012-10-17 or greater.");
    for (const auto* statement : statements_of(value.value())) {
        if (has(*statement, "Principal", "NotPrincipal"))
            return malformed("Policy document should not specify a principal.");
        if (!has(*statement, "Resource", "NotResource"))
            return malformed("Policy statement must contain resources.");
    }
    return {};
}

Answer<> check_managed_policy(const std::string& document) {
    if (auto valid = check_identity_policy(document); !valid) return valid;
    if (policy_size(document) > managed_size_max)
        return AwsError{
            "LimitExceeded",
            fmt::format("Cannot exceed quota for PolicySize: {}", managed_size_max),
            409,
            {}
        };
    return {};
}

Answer<> check_trust_policy(const std::string& document) {
    auto value = read(document, "This policy contains invalid Json");
    if (!value) return std::move(value).error();
    for (const auto* statement : statements_of(value.value()))
        if (auto valid = check_trust_statement(*statement); !valid) return valid;
    if (policy_size(document) > trust_size_max)
        return AwsError{
            "LimitExceeded",
            fmt::format("Cannot exceed quota for ACLSizePerRole: {}", trust_size_max),
            409,
            {}
        };
    return {};
}

}  // namespace atlas::aws::iam
