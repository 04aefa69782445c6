// SPDX-License-Identifier: Apache-2.0
#include "aws/elbv2/state.h"

#include <algorithm>
#include <set>

#include "base/decimal.h"

namespace atlas::aws::elbv2 {
namespace {

template <typename Row>
Answer<const Row*> find_row(
    const store::Table<Row>& table,
    const std::string& arn,
    const char* code,
    const std::string& message
) {
    if (auto* row = table.find(arn)) return row;
    return AwsError{code, message, 400, {}};
}

// Sorts "1" … "50000" by number and "default" last.
int priority_of(const RuleRow& row) {
    auto text = row.rule.priority.value_or("default");
    return static_cast<int>(parse_decimal(text).value_or(1 << 20));
}

}  // namespace

Answer<const BalancerRow*> find_balancer(const State& state, const std::string& arn) {
    auto found = find_row(
        state.balancers, arn, "LoadBalancerNotFound", "Load balancer '" + arn + "' not found"
    );
    if (found && found.value()->deleting) {
        return AwsError{"LoadBalancerNotFound", "Load balancer '" + arn + "' not found", 400, {}};
    }
    return found;
}

Answer<const GroupRow*> find_group(const State& state, const std::string& arn) {
    return find_row(
        state.groups, arn, "TargetGroupNotFound", "Target groups '" + arn + "' not found"
    );
}

Answer<const ListenerRow*> find_listener(const State& state, const std::string& arn) {
    return find_row(state.listeners, arn, "ListenerNotFound", "Listener '" + arn + "' not found");
}

Answer<const RuleRow*> find_rule(const State& state, const std::string& arn) {
    return find_row(state.rules, arn, "RuleNotFound", "Rule '" + arn + "' not found");
}

std::vector<const ListenerRow*> listeners_of(const State& state, const std::string& balancer_arn) {
    std::vector<const ListenerRow*> list;
    for (const auto& [arn, row] : state.listeners) {
        if (row.listener.load_balancer_arn == balancer_arn) list.push_back(&row);
    }
    std::ranges::sort(list, {}, [](const ListenerRow* row) {
        return row->listener.port.value_or(0);
    });
    return list;
}

std::vector<const RuleRow*> rules_of(const State& state, const std::string& listener_arn) {
    std::vector<const RuleRow*> list;
    for (const auto& [arn, row] : state.rules) {
        if (row.listener_arn == listener_arn) list.push_back(&row);
    }
    std::ranges::sort(list, {}, [](const RuleRow* row) { return priority_of(*row); });
    return list;
}

std::vector<std::string> groups_of(const std::vector<Action>& actions) {
    std::set<std::string> arns;
    for (const auto& action : actions) {
        if (action.target_group_arn) arns.insert(*action.target_group_arn);
        if (!action.forward_config) continue;
        for (const auto& tuple : action.forward_config->target_groups) {
            if (tuple.target_group_arn) arns.insert(*tuple.target_group_arn);
        }
    }
    return {arns.begin(), arns.end()};
}

std::vector<std::string> balancers_of_group(const State& state, const std::string& group_arn) {
    std::set<std::string> arns;
    auto note = [&](const std::vector<Action>& actions, const Listener& listener) {
        auto groups = groups_of(actions);
        if (std::ranges::find(groups, group_arn) != groups.end()) {
            arns.insert(listener.load_balancer_arn.value_or(""));
        }
    };
    for (const auto& [arn, row] : state.listeners)
        note(row.listener.default_actions, row.listener);
    for (const auto& [arn, row] : state.rules) {
        if (auto* listener = state.listeners.find(row.listener_arn)) {
            note(row.rule.actions, listener->listener);
        }
    }
    return {arns.begin(), arns.end()};
}

void wake_balancer(State& state, Call& call, const std::string& balancer_arn) {
    call.after_commit([&state, balancer_arn] {
        if (state.wake) state.wake(balancer_arn);
        state.targets_changed();
    });
}

void wake_balancers_of_group(State& state, Call& call, const std::string& group_arn) {
    for (const auto& arn : balancers_of_group(state, group_arn))
        wake_balancer(state, call, arn);
    call.after_commit([&state] { state.targets_changed(); });  // even if no balancer uses the group
}

}  // namespace atlas::aws::elbv2
