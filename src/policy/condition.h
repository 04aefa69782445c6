// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/pattern.h"

namespace atlas::policy {

/// The comparison of a condition operator, without its negation, quantifier and "IfExists".
/// condition.cc computes with the order of the numeric and of the date comparisons.
enum class Comparison : std::uint8_t {
    string_equals,
    string_equals_ignore_case,
    string_like,
    numeric_equals,
    numeric_less,
    numeric_less_or_equal,
    numeric_greater,
    numeric_greater_or_equal,
    date_equals,
    date_less,
    date_less_or_equal,
    date_greater,
    date_greater_or_equal,
    boolean,
    binary_equals,
    ip_address,
    arn_like,
    null,
};

/// The prefixes ForAnyValue and ForAllValues.
enum class Quantifier : std::uint8_t { none, any_value, all_values };

/// A condition operator, taken apart.
struct Operator {
    Comparison comparison = Comparison::string_equals;
    bool negated = false;
    bool if_exists = false;
    Quantifier quantifier = Quantifier::none;
};

/// Takes a name such as "ForAnyValue:StringNotLikeIfExists" apart; nullopt if IAM has no such
/// operator.
std::optional<Operator> parse_operator(std::string_view name);

/// One value of a condition, prepared for its comparison.
struct ConditionValue {
    Pattern pattern;
    std::vector<Pattern> arn_parts;  // for arn_like only: six if the value is an ARN
};
/// `variables`: the document's version has policy variables.
ConditionValue make_condition_value(Comparison comparison, std::string_view text, bool variables);

/// One operator and key of a Condition element with their values. Immutable.
struct Condition {
    std::string operator_name;  // as written, for explanations
    Operator op;
    std::string key;  // lower case
    std::vector<ConditionValue> values;

    /// Whether the condition holds for the request's values of the key; null = the key is absent.
    /// A value of the wrong form (for example no number) matches nothing.
    bool holds(const std::vector<std::string>* actual, const Variables& variables) const;
};

}  // namespace atlas::policy
