// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/policy_findings.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "aws/models/access.h"
#include "base/log.h"
#include "policy/document.h"

namespace atlas::aws {
namespace {

constexpr std::size_t actions_named_max = 3;

/// "AWS global condition context keys" of the IAM User Guide, in lower case. One that ends in "/"
/// stands for all keys that begin with it.
constexpr std::array<std::string_view, 52> global_keys{
    "aws:assumedroot",
    "aws:calledvia",
    "aws:calledviaawsmcp",
    "aws:calledviafirst",
    "aws:calledvialast",
    "aws:chatbotsourcearn",
    "aws:currenttime",
    "aws:ec2instancesourceprivateipv4",
    "aws:ec2instancesourcevpc",
    "aws:epochtime",
    "aws:federatedprovider",
    "aws:ismcpserviceaction",
    "aws:multifactorauthage",
    "aws:multifactorauthpresent",
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalisawsservice",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalservicename",
    "aws:principalservicenameslist",
    "aws:principaltag/",
    "aws:principaltype",
    "aws:referer",
    "aws:requestedregion",
    "aws:requesttag/",
    "aws:resourceaccount",
    "aws:resourceorgid",
    "aws:resourceorgpaths",
    "aws:resourcetag/",
    "aws:securetransport",
    "aws:signinsessionarn",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceidentity",
    "aws:sourceip",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpcarn",
    "aws:sourcevpce",
    "aws:tagkeys",
    "aws:tokenissuetime",
    "aws:useragent",
    "aws:userid",
    "aws:username",
    "aws:viaawsmcpservice",
    "aws:viaawsservice",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "aws:vpcsourceip",
};

/// Action patterns have no policy variables.
class NoVariables final : public policy::Variables {
public:
    std::optional<std::string_view> value_of(std::string_view) const override {
        return std::nullopt;
    }
};

bool is_about(const policy::Statement& statement, std::string_view action) {
    const NoVariables none;
    const bool named = std::ranges::any_of(statement.actions, [&](const policy::Pattern& pattern) {
        return pattern.matches(action, none, true);
    });
    return named != statement.not_action;
}

std::string list_of(const std::vector<std::string_view>& actions) {
    std::string text;
    for (std::size_t at = 0; at < std::min(actions.size(), actions_named_max); ++at)
        text += (at > 0 ? ", " : "") + std::string(actions[at]);
    if (actions.size() > actions_named_max)
        text += fmt::format(" and {} more", actions.size() - actions_named_max);
    return text;
}

/// The finding for one condition key of a statement, or empty.
std::string finding_of(const policy::Statement& statement, const std::string& key) {
    std::vector<std::string_view> lacking;
    bool about_any = false;
    bool known = policy::has_key(global_keys, key);
    for (const auto& action : declared_access()) {
        if (!is_about(statement, action.action)) continue;
        about_any = true;
        known = known || policy::has_key(action.known, key);
        if (policy::has_key(action.lacking, key)) lacking.push_back(action.action);
    }
    if (!lacking.empty()) {
        const bool denies = statement.effect == policy::Effect::explicit_deny;
        return fmt::format(
            "this region does not know the condition key {} of {}: the statement {}, whatever its "
            "value",
            key,
            list_of(lacking),
            denies ? "denies" : "does not allow"
        );
    }
    if (known || !about_any) return {};
    if (!policy::has_key(service_condition_keys(), key))
        return fmt::format("AWS's reference knows no condition key {}", key);
    return fmt::format("no action of the statement has the condition key {}", key);
}

}  // namespace

std::vector<std::string> policy_findings(const policy::Document& document) {
    std::vector<std::string> findings;
    const auto& statements = document.statements();
    for (std::size_t index = 0; index < statements.size(); ++index) {
        for (const auto& condition : statements[index].conditions) {
            auto finding = finding_of(statements[index], condition.key);
            if (!finding.empty())
                findings.push_back(fmt::format("statement {}: {}", index + 1, finding));
        }
    }
    return findings;
}

void log_policy_findings(const std::string& name, const std::string& document) {
    auto parsed = policy::parse(document);
    if (!parsed) return;
    for (const auto& finding : policy_findings(*parsed.value()))
        log::warning("iam", "{}: {}", name, finding);
}

}  // namespace atlas::aws
