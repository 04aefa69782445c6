// SPDX-License-Identifier: Apache-2.0
#include "aws/elbv2/balancer_plan.h"

#include <algorithm>
#include <set>

#include "aws/elbv2/attributes.h"
#include "aws/wire/reserved_names.h"
#include "base/decimal.h"
#include "base/letter_case.h"

namespace atlas::aws::elbv2 {
namespace {

namespace haproxy = engines::haproxy;

haproxy::Action plan_action(const State& state, const std::vector<Action>& actions) {
    if (actions.empty()) return haproxy::Forward{};
    const auto& action = actions.back();  // Authentication actions come before the routing one.
    if (action.redirect_config) {
        const auto& redirect = *action.redirect_config;
        return haproxy::Redirect{
            redirect.protocol.value_or("#{protocol}"),
            redirect.host.value_or("#{host}"),
            redirect.port.value_or("#{port}"),
            redirect.path.value_or("/#{path}"),
            redirect.query.value_or("#{query}"),
            redirect.status_code == "HTTP_301" ? 301 : 302
        };
    }
    if (action.fixed_response_config) {
        const auto& fixed = *action.fixed_response_config;
        return haproxy::FixedResponse{
            static_cast<int>(parse_decimal(fixed.status_code).value_or(503)),
            fixed.content_type.value_or(""),
            fixed.message_body.value_or("")
        };
    }
    haproxy::Forward forward;
    auto add = [&](const std::string& arn, int weight) {
        if (auto* group = state.groups.find(arn))
            forward.groups.emplace_back(engine_group(*group), weight);
    };
    if (action.forward_config && !action.forward_config->target_groups.empty()) {
        for (const auto& tuple : action.forward_config->target_groups) {
            add(tuple.target_group_arn.value_or(""), tuple.weight.value_or(1));
        }
    } else if (action.target_group_arn) {
        add(*action.target_group_arn, 1);
    }
    return forward;
}

haproxy::Condition plan_condition(const RuleCondition& condition) {
    using Field = haproxy::Condition::Field;
    haproxy::Condition planned;
    auto take = [&](Field field, const auto& config) {
        planned.field = field;
        if (config) planned.values.assign(config->values.begin(), config->values.end());
        if (planned.values.empty())
            planned.values.assign(condition.values.begin(), condition.values.end());
    };
    auto field = condition.field.value_or("");
    if (field == "host-header") take(Field::host_header, condition.host_header_config);
    if (field == "path-pattern") take(Field::path_pattern, condition.path_pattern_config);
    if (field == "http-request-method") take(Field::method, condition.http_request_method_config);
    if (field == "source-ip") take(Field::source_ip, condition.source_ip_config);
    if (field == "http-header") {
        take(Field::http_header, condition.http_header_config);
        planned.header = condition.http_header_config->http_header_name.value_or("");
    }
    if (field == "query-string" && condition.query_string_config) {
        planned.field = Field::query;
        for (const auto& pair : condition.query_string_config->values) {
            auto key = pair.key ? *pair.key + "=" : std::string();
            planned.values.push_back(key + pair.value.value_or(""));
        }
    }
    return planned;
}

/// The oldest TLS version that a security policy allows. Source: "Security policies for your
/// Application Load Balancer", ELB user guide.
std::string tls_min(const std::string& policy) {
    if (policy.contains("TLS13-1-3")) return "TLSv1.3";
    if (policy.contains("1-0") || policy == "ELBSecurityPolicy-2016-08") return "TLSv1.0";
    if (policy.contains("1-1")) return "TLSv1.1";
    return "TLSv1.2";
}

std::string certificate_id(const std::string& arn) {
    return arn.substr(arn.rfind('/') + 1);
}

std::optional<haproxy::Listener> plan_listener(const State& state, const ListenerRow& row) {
    haproxy::Listener planned;
    planned.id = "l" + row.id;
    planned.port = static_cast<std::uint16_t>(row.listener.port.value_or(80));
    planned.tls = row.listener.protocol == "HTTPS";
    planned.tls_min = tls_min(row.listener.ssl_policy.value_or(""));
    auto arns = row.certificates;
    if (!row.listener.certificates.empty()) {
        arns.insert(arns.begin(), row.listener.certificates.front().certificate_arn.value_or(""));
    }
    for (const auto& arn : arns) {
        auto pem = state.certificates ? state.certificates->certificate_pem(arn) : std::nullopt;
        if (pem) planned.certificates.push_back({certificate_id(arn), *pem});
    }
    // A TLS listener cannot serve without a certificate.
    if (planned.tls && planned.certificates.empty()) return std::nullopt;
    for (const auto* rule : rules_of(state, row.listener.listener_arn.value_or(""))) {
        if (rule->rule.is_default.value_or(false)) continue;  // default_action below
        haproxy::Rule made;
        made.id = "r" + rule->id;
        made.priority =
            static_cast<int>(parse_decimal(rule->rule.priority.value_or("1")).value_or(1));
        for (const auto& condition : rule->rule.conditions) {
            made.conditions.push_back(plan_condition(condition));
        }
        made.action = plan_action(state, rule->rule.actions);
        planned.rules.push_back(std::move(made));
    }
    planned.default_action = plan_action(state, row.listener.default_actions);
    return planned;
}

haproxy::RequestHeaders plan_headers(const Attributes& attributes) {
    using ForwardedFor = haproxy::RequestHeaders::ForwardedFor;
    auto is = [&](const char* name) {
        return is_true(attributes, "routing.http." + std::string(name) + ".enabled");
    };
    auto mode = text_of(attributes, "routing.http.xff_header_processing.mode");
    haproxy::RequestHeaders planned;
    if (mode == "preserve") planned.forwarded_for = ForwardedFor::preserve;
    if (mode == "remove") planned.forwarded_for = ForwardedFor::remove;
    planned.client_port = is("xff_client_port");
    planned.preserve_host = is("preserve_host_header");
    planned.drop_invalid = is("drop_invalid_header_fields");
    planned.tls_details = is("x_amzn_tls_version_and_cipher_suite");
    return planned;
}

haproxy::TargetGroup::Algorithm plan_algorithm(const Attributes& attributes) {
    using Algorithm = haproxy::TargetGroup::Algorithm;
    auto type = text_of(attributes, "load_balancing.algorithm.type");
    if (type == "least_outstanding_requests") return Algorithm::least_outstanding;
    return type == "weighted_random" ? Algorithm::random : Algorithm::round_robin;
}

haproxy::TargetGroup plan_group(const GroupRow& row) {
    haproxy::TargetGroup planned;
    planned.id = engine_group(row);
    planned.tls = row.group.protocol == "HTTPS";
    auto& check = planned.health_check;
    check.path = row.group.health_check_path.value_or("/");
    auto port = row.group.health_check_port.value_or("traffic-port");
    if (auto number = parse_decimal(port)) check.port = static_cast<std::uint16_t>(*number);
    check.interval = std::chrono::seconds(row.group.health_check_interval_seconds.value_or(30));
    check.timeout = std::chrono::seconds(row.group.health_check_timeout_seconds.value_or(5));
    check.healthy_threshold = row.group.healthy_threshold_count.value_or(5);
    check.unhealthy_threshold = row.group.unhealthy_threshold_count.value_or(2);
    check.matcher = row.group.matcher ? row.group.matcher->http_code.value_or("200") : "200";
    planned.slow_start =
        std::chrono::seconds(number_of(row.attributes, "slow_start.duration_seconds", 0));
    planned.algorithm = plan_algorithm(row.attributes);
    for (const auto& target : row.targets)
        planned.targets.push_back(engine_target(target));
    return planned;
}

}  // namespace

std::string engine_group(const GroupRow& row) {
    return "tg-" + row.id;
}

haproxy::Target engine_target(const TargetRow& row) {
    return {row.address, static_cast<std::uint16_t>(row.port), row.draining_since.has_value()};
}

haproxy::Wanted plan_balancer(
    const State& state, const BalancerRow& row, const std::string& public_address
) {
    haproxy::Wanted wanted;
    auto& balancer = wanted.balancer;
    balancer.id = row.id;
    balancer.public_address = public_address;
    balancer.idle_timeout =
        std::chrono::seconds(number_of(row.attributes, "idle_timeout.timeout_seconds", 60));
    balancer.headers = plan_headers(row.attributes);
    balancer.http2 = is_true(row.attributes, "routing.http2.enabled");
    wanted.sandbox.vpc = row.balancer.vpc_id.value_or("");
    wanted.resolver = row.resolver;
    wanted.security_groups.assign(
        row.balancer.security_groups.begin(), row.balancer.security_groups.end()
    );
    for (const auto& interface : row.interfaces) {
        balancer.addresses.push_back(interface.address);
        wanted.sandbox.enis.push_back(interface.eni);
    }
    std::set<std::string> groups;
    auto arn = row.balancer.load_balancer_arn.value_or("");
    for (const auto* listener : listeners_of(state, arn)) {
        if (auto planned = plan_listener(state, *listener))
            balancer.listeners.push_back(std::move(*planned));
        for (const auto& group : groups_of(listener->listener.default_actions))
            groups.insert(group);
        for (const auto* rule : rules_of(state, listener->listener.listener_arn.value_or(""))) {
            for (const auto& group : groups_of(rule->rule.actions))
                groups.insert(group);
        }
    }
    for (const auto& group : groups) {
        if (auto* found = state.groups.find(group)) balancer.groups.push_back(plan_group(*found));
    }
    return wanted;
}

HostNames host_names(const State& state, const BalancerRow& row, const Place& place) {
    std::set<std::string> names;
    for (const auto* listener : listeners_of(state, row.balancer.load_balancer_arn.value_or(""))) {
        for (const auto* rule : rules_of(state, listener->listener.listener_arn.value_or(""))) {
            for (const auto& condition : rule->rule.conditions) {
                auto planned = plan_condition(condition);
                if (planned.field != haproxy::Condition::Field::host_header) continue;
                for (const auto& value : planned.values)
                    names.insert(lower_case(std::string_view(value)));
            }
        }
    }
    HostNames sorted;
    for (const auto& name : names) {
        if (!name.ends_with("." + place.suffix)) continue;
        if (name.find_first_of("*?") != std::string::npos) continue;
        (is_reserved_name(place, name) ? sorted.reserved : sorted.published).push_back(name);
    }
    return sorted;
}

}  // namespace atlas::aws::elbv2
