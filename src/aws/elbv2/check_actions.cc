// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "aws/elbv2/operations.h"

namespace atlas::aws::elbv2 {
namespace {

// Text that goes into HAProxy's configuration as a format string: '%' and white space would mean
// something there.
bool is_location_part(const std::string& text, std::size_t length_max) {
    return text.size() <= length_max && std::ranges::all_of(text, [](unsigned char character) {
               return character > 0x20 && character < 0x7f &&
                      !std::string_view("%\"'\\").contains(static_cast<char>(character));
           });
}

Answer<> check_redirect(RedirectActionConfig& redirect) {
    if (!redirect.protocol) redirect.protocol = "#{protocol}";
    if (!redirect.host) redirect.host = "#{host}";
    if (!redirect.port) redirect.port = "#{port}";
    if (!redirect.path) redirect.path = "/#{path}";
    if (!redirect.query) redirect.query = "#{query}";
    if (redirect.status_code != "HTTP_301" && redirect.status_code != "HTTP_302") {
        return validation_error(
            "Redirect status code '" + redirect.status_code + "' must be HTTP_301 or HTTP_302"
        );
    }
    auto protocol = *redirect.protocol;
    if (protocol != "HTTP" && protocol != "HTTPS" && protocol != "#{protocol}") {
        return validation_error(
            "Redirect protocol '" + protocol + "' must be HTTP, HTTPS or #{protocol}"
        );
    }
    auto port = *redirect.port;
    bool digits = !port.empty() && port.size() <= 5 &&
                  port.find_first_not_of("0123456789") == std::string::npos;
    if (port != "#{port}" && !digits)
        return validation_error("Redirect port '" + port + "' is not valid");
    if (!redirect.path->starts_with('/') || !is_location_part(*redirect.path, 128)) {
        return validation_error("Redirect path '" + *redirect.path + "' is not valid");
    }
    if (!is_location_part(*redirect.host, 128))
        return validation_error("Redirect host is not valid");
    if (!is_location_part(*redirect.query, 128))
        return validation_error("Redirect query is not valid");
    return {};
}

Answer<> check_fixed_response(const FixedResponseActionConfig& fixed) {
    const auto& code = fixed.status_code;
    bool fits = code.size() == 3 && (code[0] == '2' || code[0] == '4' || code[0] == '5') &&
                code.find_first_not_of("0123456789") == std::string::npos;
    if (!fits)
        return validation_error(
            "Fixed response status code '" + code + "' must be 2XX, 4XX or 5XX"
        );
    auto type = fixed.content_type.value_or("text/plain");
    constexpr std::string_view types[] = {
        "text/plain", "text/css", "text/html", "application/javascript", "application/json"
    };
    if (std::ranges::find(types, type) == std::end(types)) {
        return validation_error("Fixed response content type '" + type + "' is not valid");
    }
    if (fixed.message_body.value_or("").size() > 1024) {
        return validation_error("Fixed response message body must be at most 1024 characters");
    }
    return {};
}

// ELB answers a forward to one group in both forms.
Answer<> check_forward(const State& state, Action& action) {
    if (!action.forward_config) {
        ForwardActionConfig config;
        config.target_groups.push_back({action.target_group_arn, 1});
        action.forward_config = std::move(config);
    }
    auto& tuples = action.forward_config->target_groups;
    if (tuples.empty() || tuples.size() > 5) {
        return validation_error("A forward action must name one to five target groups");
    }
    for (auto& tuple : tuples) {
        auto found = find_group(state, tuple.target_group_arn.value_or(""));
        if (!found) return std::move(found).error();
        if (!tuple.weight) tuple.weight = 1;
        if (*tuple.weight < 0 || *tuple.weight > 999)
            return validation_error("Weights must be between 0 and 999");
    }
    auto& stickiness = action.forward_config->target_group_stickiness_config;
    if (!stickiness) stickiness.emplace();
    if (!stickiness->enabled) stickiness->enabled = false;
    if (*stickiness->enabled)
        return validation_error("Target group stickiness is not available in this region yet");
    if (tuples.size() == 1) action.target_group_arn = tuples.front().target_group_arn;
    return {};
}

Answer<> check_action(const State& state, Action& action) {
    if (action.type == "forward") return check_forward(state, action);
    if (action.type == "redirect" && action.redirect_config)
        return check_redirect(*action.redirect_config);
    if (action.type == "fixed-response" && action.fixed_response_config) {
        return check_fixed_response(*action.fixed_response_config);
    }
    return validation_error(
        "Action type '" + action.type +
        "' is not available in this region or lacks its configuration"
    );
}

// Patterns become words of HAProxy's configuration, quoted; what cannot be in a header or path is
// refused.
bool is_pattern(const std::string& text) {
    return !text.empty() && text.size() <= 128 &&
           std::ranges::all_of(text, [](unsigned char character) {
               return character >= 0x20 && character < 0x7f;
           });
}

template <typename Config>
Answer<> both_forms(RuleCondition& condition, std::optional<Config>& config) {
    if (!config) config.emplace();
    if (config->values.empty()) config->values = condition.values;
    condition.values = config->values;
    if (config->values.empty()) return validation_error("A condition value must be specified");
    for (const auto& value : config->values) {
        if (!is_pattern(value))
            return validation_error(
                "Condition value '" + value + "' contains a character that is not valid"
            );
    }
    return {};
}

bool is_header_name(const std::string& text) {
    return !text.empty() && text.size() <= 40 &&
           std::ranges::all_of(text, [](unsigned char character) {
               return std::isalnum(character) || character == '-' || character == '_';
           });
}

bool is_cidr(const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789./") == std::string::npos &&
           text.contains('/');
}

Answer<> check_query(const QueryStringConditionConfig& config) {
    for (const auto& pair : config.values) {
        auto key = pair.key.value_or("k");
        if (!is_header_name(key) || !is_pattern(pair.value.value_or(""))) {
            return validation_error("Query string condition '" + key + "' is not valid");
        }
    }
    return {};
}

Answer<> check_condition(RuleCondition& condition) {
    auto field = condition.field.value_or("");
    if (field == "host-header") return both_forms(condition, condition.host_header_config);
    if (field == "path-pattern") return both_forms(condition, condition.path_pattern_config);
    if (field == "http-request-method")
        return both_forms(condition, condition.http_request_method_config);
    if (field == "source-ip") {
        if (auto fits = both_forms(condition, condition.source_ip_config); !fits) return fits;
        for (const auto& cidr : condition.source_ip_config->values) {
            if (!is_cidr(cidr)) return validation_error("The CIDR '" + cidr + "' is not valid");
        }
        return {};
    }
    if (field == "http-header" && condition.http_header_config) {
        if (!is_header_name(condition.http_header_config->http_header_name.value_or(""))) {
            return validation_error("The HTTP header name is not valid");
        }
        auto fits = both_forms(condition, condition.http_header_config);
        condition.values.clear();
        return fits;
    }
    if (field == "query-string" && condition.query_string_config)
        return check_query(*condition.query_string_config);
    return validation_error(
        "Condition field '" + field +
        "' must be one of '[path-pattern, host-header, http-request-method, source-ip, "
        "http-header, query-string]'"
    );
}

}  // namespace

Answer<> check_actions(const State& state, json::List<Action>& actions) {
    if (actions.size() != 1) {
        return validation_error(
            "Exactly one action, of type forward, redirect or fixed-response, is available in this "
            "region"
        );
    }
    for (auto& action : actions) {
        if (auto fits = check_action(state, action); !fits) return fits;
    }
    return {};
}

Answer<> check_conditions(json::List<RuleCondition>& conditions) {
    if (conditions.empty()) return validation_error("A rule must have at least one condition");
    std::size_t values = 0;
    for (auto& condition : conditions) {
        if (auto fits = check_condition(condition); !fits) return fits;
        values += condition.values.size();
    }
    if (values > 5) {
        return AwsError{"TooManyConditions", "A rule can have at most 5 condition values", 400, {}};
    }
    return {};
}

}  // namespace atlas::aws::elbv2
