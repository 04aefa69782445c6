// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/condition.h"
#include "policy/pattern.h"
#include "policy/policy.h"

namespace atlas::policy {

/// One entry of a Principal element.
struct PrincipalPattern {
    enum class Kind : std::uint8_t { anyone, aws, service, federated, canonical_user };
    Kind kind = Kind::anyone;
    std::string value;    // an ARN, a service's name, …; empty for anyone
    std::string account;  // not empty: everyone in the account with these 12 digits (kind aws)
};

/// A statement, prepared for matching. The flags `not_…` say that the element was NotAction,
/// NotResource or NotPrincipal.
struct Statement {
    std::string sid;
    Effect effect = Effect::allow;
    bool not_action = false;
    bool not_resource = false;
    bool not_principal = false;
    std::vector<Pattern> actions;
    std::optional<std::vector<Pattern>> resources;  // nullopt: the resource that has the policy
    std::optional<std::vector<PrincipalPattern>> principals;  // nullopt: no Principal element
    std::vector<Condition> conditions;                        // all must hold
};

/// A parsed policy document. Immutable, so any thread may use it.
class Document {
public:
    explicit Document(std::vector<Statement> statements) : statements_(std::move(statements)) {}
    const std::vector<Statement>& statements() const { return statements_; }

private:
    std::vector<Statement> statements_;
};

}  // namespace atlas::policy
