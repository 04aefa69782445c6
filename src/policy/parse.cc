// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/letter_case.h"
#include "json/value.h"
#include "policy/document.h"

namespace atlas::policy {
namespace {

constexpr json::Limits limits{.bytes_max = 128 << 10, .depth_max = 40};
constexpr std::size_t statements_max = 500;

Error wrong(std::string_view where, std::string_view what) {
    return Error(ErrorCode::invalid_argument, std::string(where) + ": " + std::string(what));
}

/// The texts of a string or a list of strings; with `scalars`, numbers and booleans count as texts.
Result<std::vector<std::string>> texts_of(
    const json::Value& value, const std::string& where, bool scalars = false
) {
    std::vector<std::string> texts;
    auto add = [&](const json::Value& one) {
        if (auto* text = one.as_string()) {
            texts.push_back(*text);
        } else if (scalars && (one.as_bool() || one.as_int() || one.as_double())) {
            texts.push_back(json::serialize(one));
        } else {
            return false;
        }
        return true;
    };
    auto* list = value.as_array();
    const bool good = list ? std::ranges::all_of(*list, add) : add(value);
    if (!good) return wrong(where, "must be a string or a list of strings");
    return texts;
}

bool is_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

/// Parses one statement; `where_` is its path in the document, for errors.
class StatementParser {
public:
    StatementParser(const json::Value& value, std::string where, bool variables)
        : value_(value), where_(std::move(where)), variables_(variables) {}

    Result<Statement> parse() {
        auto* object = value_.as_object();
        if (!object) return wrong(where_, "must be an object");
        static constexpr std::array known = {
            "Sid",
            "Effect",
            "Action",
            "NotAction",
            "Resource",
            "Condition",
            "NotResource",
            "Principal",
            "NotPrincipal",
        };
        for (const auto& [name, member] : *object) {
            if (std::ranges::find(known, std::string_view(name)) == known.end())
                return wrong(where_, "has the unknown element '" + name + "'");
        }
        ATLAS_TRY(read_sid());
        ATLAS_TRY(read_effect());
        ATLAS_TRY(read_actions());
        ATLAS_TRY(read_resources());
        ATLAS_TRY(read_principals());
        ATLAS_TRY(read_conditions());
        return std::move(statement_);
    }

private:
    std::string at(std::string_view name) const { return where_ + "." + std::string(name); }

    /// The element that is present, `name` or `not_name`, and whether it is the latter; nullptr if
    /// there is neither. An error if there are both.
    Result<const json::Value*> one_of(
        std::string_view name, std::string_view not_name, bool& negated
    ) {
        auto* plain = value_.find(name);
        auto* negative = value_.find(not_name);
        if (plain && negative)
            return wrong(at(name), "and " + std::string(not_name) + " exclude each other");
        negated = negative != nullptr;
        return plain ? plain : negative;
    }

    Result<> read_sid() {
        auto* sid = value_.find("Sid");
        if (!sid) return {};
        if (!sid->as_string()) return wrong(at("Sid"), "must be a string");
        statement_.sid = *sid->as_string();
        return {};
    }

    Result<> read_effect() {
        auto* effect = value_.find("Effect");
        auto* text = effect ? effect->as_string() : nullptr;
        if (text && *text == "Deny") {
            statement_.effect = Effect::explicit_deny;
        } else if (!text || *text != "Allow") {
            return wrong(at("Effect"), "must be Allow or Deny");
        }
        return {};
    }

    Result<> read_actions() {
        auto* actions = ATLAS_TRY(one_of("Action", "NotAction", statement_.not_action));
        const auto where = at(statement_.not_action ? "NotAction" : "Action");
        if (!actions) return wrong(where, "is missing");
        const auto texts = ATLAS_TRY(texts_of(*actions, where));
        if (texts.empty()) return wrong(where, "must not be empty");
        for (const auto& text : texts) {
            const auto colon = text.find(':');
            if (text != "*" && (colon == 0 || colon == text.npos))
                return wrong(where, "'" + text + "' must be prefaced by a vendor, e.g. ec2:");
            // IAM has no policy variables in actions.
            statement_.actions.push_back(Pattern::parse(text, Pattern::Wildcards::on, false));
        }
        return {};
    }

    Result<> read_resources() {
        auto* resources = ATLAS_TRY(one_of("Resource", "NotResource", statement_.not_resource));
        if (!resources) return {};
        const auto where = at(statement_.not_resource ? "NotResource" : "Resource");
        const auto texts = ATLAS_TRY(texts_of(*resources, where));
        if (texts.empty()) return wrong(where, "must not be empty");
        auto& patterns = statement_.resources.emplace();
        for (const auto& text : texts) {
            if (!text.starts_with("arn:") && !text.starts_with('*') && !text.starts_with("${"))
                return wrong(where, "'" + text + "' must be in ARN format or \"*\"");
            patterns.push_back(Pattern::parse(text, Pattern::Wildcards::on, variables_));
        }
        return {};
    }

    Result<> read_principals() {
        auto* principal = ATLAS_TRY(one_of("Principal", "NotPrincipal", statement_.not_principal));
        if (!principal) return {};
        const auto where = at(statement_.not_principal ? "NotPrincipal" : "Principal");
        auto& patterns = statement_.principals.emplace();
        if (auto* text = principal->as_string()) {
            if (*text != "*") return wrong(where, "must be \"*\" or an object");
            patterns.push_back({});
            return {};
        }
        auto* object = principal->as_object();
        if (!object || object->empty()) return wrong(where, "must be \"*\" or an object");
        for (const auto& [kind, value] : *object) {
            const auto texts = ATLAS_TRY(texts_of(value, where + "." + kind));
            for (const auto& text : texts)
                ATLAS_TRY(add_principal(kind, text, where + "." + kind));
        }
        return {};
    }

    Result<> add_principal(
        std::string_view kind, const std::string& text, const std::string& where
    ) {
        using Kind = PrincipalPattern::Kind;
        PrincipalPattern pattern{Kind::aws, text, {}};
        if (kind == "Service") {
            pattern.kind = Kind::service;
        } else if (kind == "Federated") {
            pattern.kind = Kind::federated;
        } else if (kind == "CanonicalUser") {
            pattern.kind = Kind::canonical_user;
        } else if (kind != "AWS") {
            return wrong(where, "is no kind of principal");
        } else if (text == "*") {
            pattern = {};
        } else if (is_digits(text) && text.size() == 12) {
            pattern.account = text;
        } else if (!text.starts_with("arn:") && !text.starts_with("AROA") &&
                   !text.starts_with("AIDA")) {
            return wrong(where, "'" + text + "' is no principal");
        } else if (text.ends_with(":root") && text.size() > 17) {
            // arn:aws:iam::ACCOUNT:root means the whole account, not its root user.
            pattern.account = text.substr(text.size() - 17, 12);
        } else if (text.contains('*')) {
            return wrong(where, "'" + text + "' must not have a wildcard");
        }
        statement_.principals->push_back(std::move(pattern));
        return {};
    }

    Result<> read_conditions() {
        auto* conditions = value_.find("Condition");
        if (!conditions) return {};
        auto* operators = conditions->as_object();
        if (!operators) return wrong(at("Condition"), "must be an object");
        for (const auto& [name, keys] : *operators) {
            const auto where = at("Condition") + "." + name;
            const auto op = parse_operator(name);
            if (!op) return wrong(where, "is no condition operator");
            if (!keys.as_object()) return wrong(where, "must be an object");
            for (const auto& [key, values] : *keys.as_object()) {
                Condition condition{name, *op, lower_case(key), {}};
                const auto texts = ATLAS_TRY(texts_of(values, where + "." + key, true));
                for (const auto& text : texts) {
                    condition.values.push_back(
                        make_condition_value(op->comparison, text, variables_)
                    );
                }
                statement_.conditions.push_back(std::move(condition));
            }
        }
        return {};
    }

    const json::Value& value_;
    std::string where_;
    bool variables_;
    Statement statement_;
};

/// Whether the document's version has policy variables; without a Version it is 2008-10-17.
Result<bool> read_version(const json::Object& root) {
    auto* version = root.find("Version");
    if (!version) return false;
    auto* text = version->as_string();
    if (text && *text == "2012-10-17") return true;
    if (text && *text == "2008-10-17") return false;
    return wrong("Version", "must be 2012-10-17 or 2008-10-17");
}

}  // namespace

Result<DocumentPtr> parse(std::string_view text) {
    const auto value = ATLAS_TRY(json::parse(text, limits));
    auto* root = value.as_object();
    if (!root) return wrong("policy", "must be an object");
    for (const auto& [name, member] : *root) {
        if (name != "Version" && name != "Id" && name != "Statement")
            return wrong("policy", "has the unknown element '" + name + "'");
    }
    const bool variables = ATLAS_TRY(read_version(*root));
    auto* member = root->find("Statement");
    if (!member) return wrong("Statement", "is missing");
    std::vector<Statement> statements;
    if (auto* list = member->as_array()) {
        if (list->size() > statements_max) return wrong("Statement", "has more than 500 entries");
        for (std::size_t index = 0; index < list->size(); ++index) {
            StatementParser parser(
                (*list)[index], "Statement[" + std::to_string(index) + "]", variables
            );
            statements.push_back(ATLAS_TRY(parser.parse()));
        }
    } else {
        statements.push_back(ATLAS_TRY(StatementParser(*member, "Statement", variables).parse()));
    }
    return DocumentPtr(std::make_shared<Document>(std::move(statements)));
}

}  // namespace atlas::policy
