// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "aws/elbv2/operations.h"
#include "network/cidr.h"

namespace atlas::aws::elbv2 {
namespace {

constexpr std::size_t value_length_max = 128;
constexpr std::size_t name_length_max = 40;

bool is_of(std::string_view text, bool (*fits)(unsigned char), std::size_t length_max) {
    return !text.empty() && text.size() <= length_max && std::ranges::all_of(text, fits);
}

bool is_text(const std::string& text) {
    return is_of(text, [](unsigned char c) { return c >= 0x20 && c < 0x7f; }, value_length_max);
}

// The value may be published as a DNS name in the VPC and on the host, so it may contain nothing
// but the characters of a name and ELB's wildcards.
bool is_host(const std::string& text) {
    auto fits = [](unsigned char c) {
        return std::isalnum(c) || std::string_view("-.*?").contains(static_cast<char>(c));
    };
    return is_of(text, fits, value_length_max) && text.contains('.');
}

bool is_path(const std::string& text) {
    auto fits = [](unsigned char c) {
        return std::isalnum(c) ||
               std::string_view("_-.$/~\"'@:+&*?%!(),;=").contains(static_cast<char>(c));
    };
    return is_of(text, fits, value_length_max);
}

bool is_method(const std::string& text) {
    auto fits = [](unsigned char c) { return std::isupper(c) || c == '-' || c == '_'; };
    return is_of(text, fits, name_length_max);
}

bool is_cidr(const std::string& text) {
    return network::parse_cidr(text).has_value() || network::normal_cidr6(text).has_value();
}

bool is_header_name(const std::string& text) {
    auto fits = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_'; };
    return is_of(text, fits, name_length_max);
}

/// Checks the values of a condition, in whichever form they came, and fills in the other form.
template <typename Config>
Answer<> both_forms(
    RuleCondition& condition, std::optional<Config>& config, bool (*fits)(const std::string&)
) {
    if (!config) config.emplace();
    if (config->values.empty()) config->values = condition.values;
    condition.values = config->values;
    if (config->values.empty()) return validation_error("A condition value must be specified");
    for (const auto& value : config->values) {
        if (fits(value)) continue;
        return validation_error(
            "Condition value '" + value + "' of field '" + condition.field.value_or("") +
            "' is not valid"
        );
    }
    return {};
}

Answer<> check_query(const QueryStringConditionConfig& config) {
    for (const auto& pair : config.values) {
        auto key = pair.key.value_or("k");
        if (!is_header_name(key) || !is_text(pair.value.value_or(""))) {
            return validation_error("Query string condition '" + key + "' is not valid");
        }
    }
    return {};
}

Answer<> check_header(RuleCondition& condition) {
    if (!is_header_name(condition.http_header_config->http_header_name.value_or(""))) {
        return validation_error("The HTTP header name is not valid");
    }
    auto fits = both_forms(condition, condition.http_header_config, is_text);
    condition.values.clear();
    return fits;
}

Answer<> check_condition(RuleCondition& condition) {
    auto field = condition.field.value_or("");
    if (field == "host-header") return both_forms(condition, condition.host_header_config, is_host);
    if (field == "path-pattern")
        return both_forms(condition, condition.path_pattern_config, is_path);
    if (field == "http-request-method")
        return both_forms(condition, condition.http_request_method_config, is_method);
    if (field == "source-ip") return both_forms(condition, condition.source_ip_config, is_cidr);
    if (field == "http-header" && condition.http_header_config) return check_header(condition);
    if (field == "query-string" && condition.query_string_config)
        return check_query(*condition.query_string_config);
    return validation_error(
        "Condition field '" + field +
        "' must be one of '[path-pattern, host-header, http-request-method, source-ip, "
        "http-header, query-string]'"
    );
}

// ELB's limit on values counts those of headers and query strings too.
std::size_t values_of(const RuleCondition& condition) {
    if (condition.http_header_config) return condition.http_header_config->values.size();
    if (condition.query_string_config) return condition.query_string_config->values.size();
    return condition.values.size();
}

}  // namespace

Answer<> check_conditions(json::List<RuleCondition>& conditions) {
    if (conditions.empty()) return validation_error("A rule must have at least one condition");
    std::size_t values = 0;
    std::set<std::string> fields;
    for (auto& condition : conditions) {
        if (auto fits = check_condition(condition); !fits) return fits;
        auto field = condition.field.value_or("");
        if (!fields.insert(field).second && field != "http-header" && field != "query-string") {
            return validation_error("A rule can only have one '" + field + "' condition");
        }
        values += values_of(condition);
    }
    if (values > 5) return validation_error("A rule can only have '5' condition values");
    return {};
}

}  // namespace atlas::aws::elbv2
