// SPDX-License-Identifier: Apache-2.0
// CreateListener, DescribeListeners, ModifyListener, DeleteListener.
#include <algorithm>

#include "aws/elbv2/attributes.h"
#include "aws/elbv2/operations.h"
#include "aws/elbv2/page.h"
#include "aws/models/elbv2/create_listener.h"
#include "aws/models/elbv2/delete_listener.h"
#include "aws/models/elbv2/describe_listeners.h"
#include "aws/models/elbv2/modify_listener.h"

namespace atlas::aws::elbv2 {
namespace {

Answer<> check_certificates(const State& state, Listener& listener) {
    bool tls = listener.protocol == "HTTPS";
    if (!tls) {
        if (!listener.certificates.empty()) {
            return AwsError{
                "ValidationError", "A certificate cannot be specified for HTTP listeners", 400, {}
            };
        }
        listener.ssl_policy.reset();
        return {};
    }
    if (!listener.ssl_policy) listener.ssl_policy = "ELBSecurityPolicy-2016-08";
    if (!listener.ssl_policy->starts_with("ELBSecurityPolicy-")) {
        return AwsError{
            "SSLPolicyNotFound", "SSL policy '" + *listener.ssl_policy + "' not found", 400, {}
        };
    }
    if (listener.certificates.size() != 1) {
        return AwsError{
            "ValidationError", "A certificate must be specified for HTTPS listeners", 400, {}
        };
    }
    auto arn = listener.certificates.front().certificate_arn.value_or("");
    if (!state.certificates || !state.certificates->certificate_pem(arn)) {
        return AwsError{
            "UnsupportedCertificate",
            "The certificate '" + arn +
                "' must have a fully-qualified domain name, a supported signature, and a "
                "supported key size",
            400,
            {}
        };
    }
    listener.certificates.front().is_default.reset();
    return {};
}

Answer<> check_listener(const State& state, Listener& listener, const std::string& own_arn) {
    int port = listener.port.value_or(0);
    if (port < 1 || port > 65535)
        return validation_error("A listener's port must be between 1 and 65535");
    if (listener.protocol != "HTTP" && listener.protocol != "HTTPS") {
        return validation_error(
            "Protocol '" + listener.protocol.value_or("") + "' must be one of '[HTTP, HTTPS]'"
        );
    }
    for (const auto* other : listeners_of(state, listener.load_balancer_arn.value_or(""))) {
        if (other->listener.port != listener.port || other->listener.listener_arn == own_arn)
            continue;
        return AwsError{
            "DuplicateListener",
            "A listener already exists on this port for this load balancer '" +
                listener.load_balancer_arn.value_or("") + "'",
            400,
            {}
        };
    }
    if (auto fits = check_certificates(state, listener); !fits) return fits;
    return check_actions(state, listener.default_actions);
}

/// The rule with the listener's default actions, which DescribeRules shows and ModifyListener
/// changes.
RuleRow default_rule(const ListenerRow& row, Call& call) {
    RuleRow rule;
    rule.id = call.random().hex(16);
    rule.listener_arn = row.listener.listener_arn.value_or("");
    auto tail = rule.listener_arn.substr(rule.listener_arn.find(":listener/") + 10);
    rule.rule.rule_arn = make_arn(call, "listener-rule/" + tail + "/" + rule.id);
    rule.rule.priority = "default";
    rule.rule.is_default = true;
    rule.rule.actions = row.listener.default_actions;
    return rule;
}

Answer<CreateListenerOutput> create_listener(
    State& state, Call& call, const CreateListenerInput& input
) {
    auto balancer = find_balancer(state, input.load_balancer_arn);
    if (!balancer) return std::move(balancer).error();
    ListenerRow row;
    row.listener.load_balancer_arn = input.load_balancer_arn;
    row.listener.port = input.port;
    row.listener.protocol = input.protocol;
    row.listener.ssl_policy = input.ssl_policy;
    row.listener.certificates = input.certificates;
    row.listener.default_actions = input.default_actions;
    row.listener.alpn_policy.leave_out();
    if (auto fits = check_listener(state, row.listener, ""); !fits) return std::move(fits).error();
    row.id = call.random().hex(16);
    auto tail = input.load_balancer_arn.substr(input.load_balancer_arn.find(":loadbalancer/") + 14);
    auto arn = make_arn(call, "listener/" + tail + "/" + row.id);
    row.listener.listener_arn = arn;
    row.attributes = listener_attribute_defaults();
    row.tags = tag_map(input.tags);
    auto rule = default_rule(row, call);
    auto rule_arn = rule.rule.rule_arn.value_or("");
    const auto& kept = state.listeners.put(call.batch(), arn, std::move(row));
    state.rules.put(call.batch(), rule_arn, std::move(rule));
    wake_balancer(state, call, input.load_balancer_arn);
    CreateListenerOutput output;
    output.listeners.push_back(kept.listener);
    return output;
}

Answer<DescribeListenersOutput> describe_listeners(
    State& state, Call&, const DescribeListenersInput& input
) {
    DescribeListenersOutput output;
    for (const auto& arn : input.listener_arns) {
        auto found = find_listener(state, arn);
        if (!found) return AwsError{"ListenerNotFound", "One or more listeners not found", 400, {}};
        output.listeners.push_back(found.value()->listener);
    }
    if (!input.load_balancer_arn && input.listener_arns.empty())
        return validation_error("You must specify either listener ARNs or a load balancer ARN");
    if (input.load_balancer_arn) {
        auto balancer = find_balancer(state, *input.load_balancer_arn);
        if (!balancer) return std::move(balancer).error();
        for (const auto* row : listeners_of(state, *input.load_balancer_arn))
            output.listeners.push_back(row->listener);
    }
    ATLAS_TRY(cut_page<DescribeListeners>(
        input,
        page_rules(),
        output.listeners,
        output.next_marker,
        [](const auto& listener) { return listener.listener_arn.value_or(""); }
    ));
    return output;
}

Answer<ModifyListenerOutput> modify_listener(
    State& state, Call& call, const ModifyListenerInput& input
) {
    auto found = find_listener(state, input.listener_arn);
    if (!found) return std::move(found).error();
    auto listener = found.value()->listener;
    if (input.port) listener.port = input.port;
    if (input.protocol) listener.protocol = input.protocol;
    if (input.ssl_policy) listener.ssl_policy = input.ssl_policy;
    if (!input.certificates.empty()) listener.certificates = input.certificates;
    if (listener.protocol == "HTTP" && input.certificates.empty()) listener.certificates.clear();
    if (!input.default_actions.empty()) listener.default_actions = input.default_actions;
    if (auto fits = check_listener(state, listener, input.listener_arn); !fits)
        return std::move(fits).error();
    for (const auto* rule : rules_of(state, input.listener_arn)) {
        if (!rule->rule.is_default.value_or(false)) continue;
        state.rules.edit(call.batch(), rule->rule.rule_arn.value_or(""), [&](RuleRow& row) {
            row.rule.actions = listener.default_actions;
        });
    }
    const auto& kept = state.listeners.edit(
        call.batch(), input.listener_arn, [&](ListenerRow& row) { row.listener = listener; }
    );
    wake_balancer(state, call, listener.load_balancer_arn.value_or(""));
    ModifyListenerOutput output;
    output.listeners.push_back(kept.listener);
    return output;
}

Answer<DeleteListenerOutput> delete_listener(
    State& state, Call& call, const DeleteListenerInput& input
) {
    auto found = find_listener(state, input.listener_arn);
    if (!found) return std::move(found).error();
    auto balancer = found.value()->listener.load_balancer_arn.value_or("");
    for (const auto* rule : rules_of(state, input.listener_arn)) {
        state.rules.erase(call.batch(), std::string(rule->rule.rule_arn.value_or("")));
    }
    state.listeners.erase(call.batch(), input.listener_arn);
    wake_balancer(state, call, balancer);
    return DeleteListenerOutput{};
}

}  // namespace

std::vector<Operation> listener_operations(State& state) {
    auto by_arn = [&state](Call&, const auto& input) {
        return resources_of(state, {input.listener_arn});
    };
    auto by_balancer = [&state](Call&, const CreateListenerInput& input) {
        return resources_of(state, {input.load_balancer_arn});
    };
    return {
        operation<CreateListener>(on_state(state, create_listener), by_balancer),
        operation<DescribeListeners>(on_state(state, describe_listeners)),
        operation<ModifyListener>(on_state(state, modify_listener), by_arn),
        operation<DeleteListener>(on_state(state, delete_listener), by_arn),
    };
}

}  // namespace atlas::aws::elbv2
