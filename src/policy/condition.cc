// SPDX-License-Identifier: Apache-2.0
#include "policy/condition.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <arpa/inet.h>

#include "base/encoding.h"
#include "base/time_format.h"

namespace atlas::policy {
namespace {

struct Name {
    std::string_view text;
    Comparison comparison;
    bool negated;
};

constexpr std::array names = {
    Name{"StringEquals", Comparison::string_equals, false},
    Name{"StringNotEquals", Comparison::string_equals, true},
    Name{"StringEqualsIgnoreCase", Comparison::string_equals_ignore_case, false},
    Name{"StringNotEqualsIgnoreCase", Comparison::string_equals_ignore_case, true},
    Name{"StringLike", Comparison::string_like, false},
    Name{"StringNotLike", Comparison::string_like, true},
    Name{"NumericEquals", Comparison::numeric_equals, false},
    Name{"NumericNotEquals", Comparison::numeric_equals, true},
    Name{"NumericLessThan", Comparison::numeric_less, false},
    Name{"NumericLessThanEquals", Comparison::numeric_less_or_equal, false},
    Name{"NumericGreaterThan", Comparison::numeric_greater, false},
    Name{"NumericGreaterThanEquals", Comparison::numeric_greater_or_equal, false},
    Name{"DateEquals", Comparison::date_equals, false},
    Name{"DateNotEquals", Comparison::date_equals, true},
    Name{"DateLessThan", Comparison::date_less, false},
    Name{"DateLessThanEquals", Comparison::date_less_or_equal, false},
    Name{"DateGreaterThan", Comparison::date_greater, false},
    Name{"DateGreaterThanEquals", Comparison::date_greater_or_equal, false},
    Name{"Bool", Comparison::boolean, false},
    Name{"BinaryEquals", Comparison::binary_equals, false},
    Name{"IpAddress", Comparison::ip_address, false},
    Name{"NotIpAddress", Comparison::ip_address, true},
    Name{"ArnEquals", Comparison::arn_like, false},
    Name{"ArnNotEquals", Comparison::arn_like, true},
    Name{"ArnLike", Comparison::arn_like, false},
    Name{"ArnNotLike", Comparison::arn_like, true},
    Name{"Null", Comparison::null, false},
};

std::optional<double> number_of(std::string_view text) {
    double number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// Epoch seconds of an ISO 8601 time or date, or of a number, which is taken as epoch seconds.
std::optional<double> date_of(std::string_view text) {
    if (auto time = parse_iso8601(text)) return to_epoch_seconds(*time);
    if (auto day = parse_iso8601(std::string(text) + "T00:00:00Z")) return to_epoch_seconds(*day);
    return number_of(text);
}

/// Compares two texts by value. `equals` is the first of the five comparisons of this kind, and
/// `wanted` is one of them.
template <typename Parse>
bool compare(
    Comparison equals,
    Comparison wanted,
    std::string_view actual,
    std::string_view limit,
    Parse parse
) {
    const auto left = parse(actual);
    const auto right = parse(limit);
    if (!left || !right) return false;
    switch (static_cast<int>(wanted) - static_cast<int>(equals)) {
        case 0:
            return *left == *right;
        case 1:
            return *left < *right;
        case 2:
            return *left <= *right;
        case 3:
            return *left > *right;
        default:
            return *left >= *right;
    }
}

struct IpBytes {
    std::array<unsigned char, 16> bytes{};
    int length = 0;  // 4 or 16
};

std::optional<IpBytes> ip_of(std::string_view text) {
    IpBytes ip;
    const std::string copy(text);
    if (inet_pton(AF_INET, copy.c_str(), ip.bytes.data()) == 1) {
        ip.length = 4;
    } else if (inet_pton(AF_INET6, copy.c_str(), ip.bytes.data()) == 1) {
        ip.length = 16;
    } else {
        return std::nullopt;
    }
    return ip;
}

/// Whether an address is in a CIDR range; a range without prefix length is a single address.
bool is_within(std::string_view actual, std::string_view range) {
    const auto slash = range.find('/');
    const auto address = ip_of(actual);
    const auto network = ip_of(range.substr(0, slash));
    if (!address || !network || address->length != network->length) return false;
    int bits = network->length * 8;
    if (slash != range.npos) {
        const auto prefix = number_of(range.substr(slash + 1));
        if (!prefix || *prefix < 0 || *prefix > bits) return false;
        bits = static_cast<int>(*prefix);
    }
    const auto whole = static_cast<std::size_t>(bits / 8);
    if (std::memcmp(address->bytes.data(), network->bytes.data(), whole) != 0) return false;
    if (bits % 8 == 0) return true;
    const int mask = 0xff << (8 - bits % 8);
    return ((address->bytes[whole] ^ network->bytes[whole]) & mask & 0xff) == 0;
}

/// The parts of an ARN: six if it is one, the last of which keeps its colons. A colon within "${…}"
/// does not separate parts.
std::vector<std::string_view> arn_parts(std::string_view arn) {
    std::vector<std::string_view> parts;
    std::size_t start = 0;
    bool variable = false;
    for (std::size_t at = 0; at < arn.size() && parts.size() < 5; ++at) {
        if (arn.substr(at).starts_with("${")) variable = true;
        if (arn[at] == '}') variable = false;
        if (arn[at] != ':' || variable) continue;
        parts.push_back(arn.substr(start, at - start));
        start = at + 1;
    }
    parts.push_back(arn.substr(start));
    return parts;
}

bool arn_matches(
    const std::vector<Pattern>& patterns, std::string_view actual, const Variables& variables
) {
    const auto parts = arn_parts(actual);
    if (parts.size() != 6 || patterns.size() != 6) return false;
    for (std::size_t index = 0; index < 6; ++index) {
        if (!patterns[index].matches(parts[index], variables, false)) return false;
    }
    return true;
}

bool matches(
    Comparison comparison,
    const ConditionValue& value,
    std::string_view actual,
    const Variables& variables
) {
    switch (comparison) {
        case Comparison::string_equals:
        case Comparison::string_like:
            return value.pattern.matches(actual, variables, false);
        case Comparison::boolean:
        case Comparison::string_equals_ignore_case:
            return value.pattern.matches(actual, variables, true);
        case Comparison::arn_like:
            return arn_matches(value.arn_parts, actual, variables);
        default:
            break;
    }
    const auto limit = value.pattern.fill(variables);
    if (!limit) return false;
    if (comparison == Comparison::ip_address) return is_within(actual, *limit);
    if (comparison == Comparison::binary_equals) {
        const auto bytes = decode_base64(*limit);
        // A request carries the value either raw or as base64.
        return bytes && (*bytes == actual || *limit == actual);
    }
    if (comparison >= Comparison::date_equals && comparison <= Comparison::date_greater_or_equal)
        return compare(Comparison::date_equals, comparison, actual, *limit, date_of);
    return compare(Comparison::numeric_equals, comparison, actual, *limit, number_of);
}

}  // namespace

std::optional<Operator> parse_operator(std::string_view name) {
    Operator op;
    if (name.starts_with("ForAnyValue:")) {
        op.quantifier = Quantifier::any_value;
        name.remove_prefix(12);
    } else if (name.starts_with("ForAllValues:")) {
        op.quantifier = Quantifier::all_values;
        name.remove_prefix(13);
    }
    if (name.ends_with("IfExists")) {
        op.if_exists = true;
        name.remove_suffix(8);
    }
    const auto found = std::ranges::find(names, name, &Name::text);
    if (found == names.end()) return std::nullopt;
    // "Null" tests the presence of the key, so it takes neither a quantifier nor "IfExists".
    const bool plain = op.quantifier == Quantifier::none && !op.if_exists;
    if (found->comparison == Comparison::null && !plain) return std::nullopt;
    op.comparison = found->comparison;
    op.negated = found->negated;
    return op;
}

ConditionValue make_condition_value(Comparison comparison, std::string_view text, bool variables) {
    // ArnEquals and ArnLike also have wildcards, but part by part.
    const bool like = comparison == Comparison::string_like;
    const auto wildcards = like ? Pattern::Wildcards::on : Pattern::Wildcards::off;
    ConditionValue value{Pattern::parse(text, wildcards, variables), {}};
    if (comparison == Comparison::arn_like) {
        for (auto part : arn_parts(text))
            value.arn_parts.push_back(Pattern::parse(part, Pattern::Wildcards::on, variables));
    }
    return value;
}

bool Condition::holds(const std::vector<std::string>* actual, const Variables& variables) const {
    const bool absent = !actual || actual->empty();
    if (op.comparison == Comparison::null) {
        return std::ranges::any_of(values, [&](const ConditionValue& value) {
            return value.pattern.matches(absent ? "true" : "false", variables, true);
        });
    }
    if (absent) {
        // A negated operator holds if the key is absent. ForAllValues holds for no values,
        // ForAnyValue does not, even if negated.
        if (op.if_exists || op.quantifier == Quantifier::all_values) return true;
        return op.negated && op.quantifier == Quantifier::none;
    }
    auto passes = [&](const std::string& one) {
        const bool found = std::ranges::any_of(values, [&](const ConditionValue& value) {
            return matches(op.comparison, value, one, variables);
        });
        return found != op.negated;
    };
    // Without a quantifier, one of several values must match, and for a negated operator none.
    const bool all = op.quantifier == Quantifier::all_values ||
                     (op.quantifier == Quantifier::none && op.negated);
    return all ? std::ranges::all_of(*actual, passes) : std::ranges::any_of(*actual, passes);
}

}  // namespace atlas::policy
