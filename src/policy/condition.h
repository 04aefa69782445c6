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

/// The comparison of a condition operator, less its negation, quantifier and "IfExists".
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

enum class Quantifier : std::uint8_t { none, any_value, all_values };

struct Operator {
    Comparison comparison = Comparison::string_equals;
    bool negated = false;
    bool if_exists = false;
    Quantifier quantifier = Quantifier::none;
};

/// "ForAnyValue:StringNotLikeIfExists" → its parts; nothing for a name that IAM does not have.
std::optional<Operator> parse_operator(std::string_view name);

/// One value of a policy, ready for its comparison.
struct ConditionValue {
    Pattern pattern;
    std::vector<Pattern> arn_parts;  // for arn_like: six
};
ConditionValue make_condition_value(Comparison comparison, std::string_view text, bool variables);

/// One line of a Condition element: operator, key, values.
struct Condition {
    std::string operator_name;  // as written, for explanations
    Operator op;
    std::string key;  // lower case
    std::vector<ConditionValue> values;

    /// `actual` is null where the request does not have the key.
    bool holds(const std::vector<std::string>* actual, const Variables& variables) const;
};

}  // namespace atlas::policy
