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
    std::string account;  // for kind aws: the whole account of these 12 digits
};

struct Statement {
    std::string sid;
    Effect effect = Effect::allow;
    bool not_action = false;
    bool not_resource = false;
    bool not_principal = false;
    std::vector<Pattern> actions;
    std::optional<std::vector<Pattern>> resources;  // none: the policy's own resource
    std::optional<std::vector<PrincipalPattern>> principals;
    std::vector<Condition> conditions;
};

class Document {
public:
    explicit Document(std::vector<Statement> statements) : statements_(std::move(statements)) {}
    const std::vector<Statement>& statements() const { return statements_; }

private:
    std::vector<Statement> statements_;
};

}  // namespace atlas::policy
