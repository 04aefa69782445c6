// SPDX-License-Identifier: Apache-2.0
// CreateRule, DescribeRules, ModifyRule, DeleteRule, SetRulePriorities.
#include <map>

#include "aws/elbv2/operations.h"
#include "aws/elbv2/page.h"
#include "aws/models/elbv2/create_rule.h"
#include "aws/models/elbv2/delete_rule.h"
#include "aws/models/elbv2/describe_rules.h"
#include "aws/models/elbv2/modify_rule.h"
#include "aws/models/elbv2/set_rule_priorities.h"

namespace atlas::aws::elbv2 {
namespace {

std::string balancer_of(const State& state, const RuleRow& row) {
    auto* listener = state.listeners.find(row.listener_arn);
    return listener ? listener->listener.load_balancer_arn.value_or("") : "";
}

Answer<> check_priority(const State& state, const std::string& listener_arn, int priority) {
    if (priority < 1 || priority > 50000)
        return validation_error("Priority must be between 1 and 50000");
    for (const auto* rule : rules_of(state, listener_arn)) {
        if (rule->rule.priority == std::to_string(priority)) {
            return AwsError{
                "PriorityInUse",
                "Priority '" + std::to_string(priority) + "' is currently in use",
                400,
                {}
            };
        }
    }
    return {};
}

Answer<CreateRuleOutput> create_rule(State& state, Call& call, const CreateRuleInput& input) {
    auto listener = find_listener(state, input.listener_arn);
    if (!listener) return std::move(listener).error();
    if (auto free = check_priority(state, input.listener_arn, input.priority); !free)
        return std::move(free).error();
    RuleRow row;
    row.rule.conditions = input.conditions;
    row.rule.actions = input.actions;
    if (auto fits = check_conditions(row.rule.conditions); !fits) return std::move(fits).error();
    if (auto fits = check_actions(state, row.rule.actions); !fits) return std::move(fits).error();
    row.id = call.random().hex(16);
    row.listener_arn = input.listener_arn;
    row.tags = tag_map(input.tags);
    auto tail = input.listener_arn.substr(input.listener_arn.find(":listener/") + 10);
    auto arn = make_arn(call, "listener-rule/" + tail + "/" + row.id);
    row.rule.rule_arn = arn;
    row.rule.priority = std::to_string(input.priority);
    row.rule.is_default = false;
    const auto& kept = state.rules.put(call.batch(), arn, std::move(row));
    wake_balancer(state, call, balancer_of(state, kept));
    CreateRuleOutput output;
    output.rules.push_back(kept.rule);
    return output;
}

Answer<DescribeRulesOutput> describe_rules(State& state, Call&, const DescribeRulesInput& input) {
    DescribeRulesOutput output;
    for (const auto& arn : input.rule_arns) {
        auto found = find_rule(state, arn);
        if (!found) return AwsError{"RuleNotFound", "One or more rules not found", 400, {}};
        output.rules.push_back(found.value()->rule);
    }
    if (!input.listener_arn && input.rule_arns.empty())
        return validation_error("You must specify either listener ARN or rule ARNs");
    if (input.listener_arn) {
        auto listener = find_listener(state, *input.listener_arn);
        if (!listener)
            return AwsError{"ListenerNotFound", "One or more listeners not found", 400, {}};
        for (const auto* row : rules_of(state, *input.listener_arn))
            output.rules.push_back(row->rule);
    }
    ATLAS_TRY(cut_page<DescribeRules>(
        input,
        page_rules(),
        output.rules,
        output.next_marker,
        [](const auto& rule) { return rule.rule_arn.value_or(""); }
    ));
    return output;
}

Answer<ModifyRuleOutput> modify_rule(State& state, Call& call, const ModifyRuleInput& input) {
    auto found = find_rule(state, input.rule_arn);
    if (!found) return std::move(found).error();
    auto rule = found.value()->rule;
    if (rule.is_default.value_or(false)) {
        return AwsError{
            "OperationNotPermitted",
            "Default rule '" + input.rule_arn + "' cannot be modified",
            400,
            {}
        };
    }
    if (!input.conditions.empty()) {
        rule.conditions = input.conditions;
        if (auto fits = check_conditions(rule.conditions); !fits) return std::move(fits).error();
    }
    if (!input.actions.empty()) {
        rule.actions = input.actions;
        if (auto fits = check_actions(state, rule.actions); !fits) return std::move(fits).error();
    }
    const auto& kept =
        state.rules.edit(call.batch(), input.rule_arn, [&](RuleRow& row) { row.rule = rule; });
    wake_balancer(state, call, balancer_of(state, kept));
    ModifyRuleOutput output;
    output.rules.push_back(kept.rule);
    return output;
}

Answer<DeleteRuleOutput> delete_rule(State& state, Call& call, const DeleteRuleInput& input) {
    auto found = find_rule(state, input.rule_arn);
    if (!found) return std::move(found).error();
    if (found.value()->rule.is_default.value_or(false)) {
        return AwsError{
            "OperationNotPermitted",
            "Default rule '" + input.rule_arn + "' cannot be deleted",
            400,
            {}
        };
    }
    auto balancer = balancer_of(state, *found.value());
    state.rules.erase(call.batch(), input.rule_arn);
    wake_balancer(state, call, balancer);
    return DeleteRuleOutput{};
}

Answer<SetRulePrioritiesOutput> set_rule_priorities(
    State& state, Call& call, const SetRulePrioritiesInput& input
) {
    std::map<std::string, int> wanted;
    std::string listener;
    for (const auto& pair : input.rule_priorities) {
        auto found = find_rule(state, pair.rule_arn.value_or(""));
        if (!found) return std::move(found).error();
        listener = found.value()->listener_arn;
        wanted[*pair.rule_arn] = pair.priority.value_or(0);
    }
    // Two rules may swap their priorities, so conflicts are looked for in the outcome.
    std::map<std::string, std::string> taken;
    for (const auto* rule : rules_of(state, listener)) {
        auto arn = rule->rule.rule_arn.value_or("");
        auto priority =
            wanted.contains(arn) ? std::to_string(wanted[arn]) : rule->rule.priority.value_or("");
        if (!taken.emplace(priority, arn).second) {
            return AwsError{
                "PriorityInUse", "Priority '" + priority + "' is currently in use", 400, {}
            };
        }
    }
    SetRulePrioritiesOutput output;
    for (const auto& [arn, priority] : wanted) {
        if (priority < 1 || priority > 50000)
            return validation_error("Priority must be between 1 and 50000");
    }
    for (const auto& [arn, priority] : wanted) {
        const auto& kept = state.rules.edit(call.batch(), arn, [&](RuleRow& row) {
            row.rule.priority = std::to_string(priority);
        });
        output.rules.push_back(kept.rule);
        wake_balancer(state, call, balancer_of(state, kept));
    }
    return output;
}

}  // namespace

std::vector<Operation> rule_operations(State& state) {
    auto by_arn = [&state](Call&, const auto& input) {
        return resources_of(state, {input.rule_arn});
    };
    auto by_listener = [&state](Call&, const CreateRuleInput& input) {
        return resources_of(state, {input.listener_arn});
    };
    auto by_pairs = [&state](Call&, const SetRulePrioritiesInput& input) {
        std::vector<std::string> arns;
        for (const auto& pair : input.rule_priorities)
            arns.push_back(pair.rule_arn.value_or(""));
        return resources_of(state, arns);
    };
    return {
        operation<CreateRule>(on_state(state, create_rule), by_listener),
        operation<DescribeRules>(on_state(state, describe_rules)),
        operation<ModifyRule>(on_state(state, modify_rule), by_arn),
        operation<DeleteRule>(on_state(state, delete_rule), by_arn),
        operation<SetRulePriorities>(on_state(state, set_rule_priorities), by_pairs),
    };
}

}  // namespace atlas::aws::elbv2
