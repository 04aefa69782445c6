// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "aws/elbv2/operations.h"
#include "base/decimal.h"

namespace atlas::aws::elbv2 {
namespace {

// A part of a redirect's Location header, which may contain ELB's "#{…}" fields. Characters that a
// URL cannot contain are refused, and so is '#' outside of a field.
bool is_location_part(std::string_view text, std::size_t length_max) {
    constexpr std::string_view fields[] = {
        "#{protocol}", "#{host}", "#{port}", "#{path}", "#{query}"
    };
    if (text.size() > length_max) return false;
    while (!text.empty()) {
        auto field = std::ranges::find_if(fields, [&](std::string_view candidate) {
            return text.starts_with(candidate);
        });
        if (field != std::end(fields)) {
            text.remove_prefix(field->size());
            continue;
        }
        auto character = text.front();
        bool fits = character > 0x20 && character < 0x7f &&
                    !std::string_view("#\"\\<>^`{}|").contains(character);
        if (!fits) return false;
        text.remove_prefix(1);
    }
    return true;
}

bool is_port(const std::string& text) {
    auto number = parse_decimal(text);
    return number && *number >= 1 && *number <= 65535;
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
    if (port != "#{port}" && !is_port(port))
        return validation_error("Redirect port '" + port + "' is not valid");
    if (!redirect.path->starts_with('/') || !is_location_part(*redirect.path, 128)) {
        return validation_error("Redirect path '" + *redirect.path + "' is not valid");
    }
    if (redirect.host->empty() || redirect.host->contains('/') ||
        !is_location_part(*redirect.host, 128))
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
    if (fixed.message_body.value_or("").contains('\0'))
        return validation_error("Fixed response message body is not valid");
    return {};
}

// A forward to a single group is answered in both forms: TargetGroupArn and ForwardConfig.
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

}  // namespace atlas::aws::elbv2
