// SPDX-License-Identifier: Apache-2.0
// RegisterTargets, DeregisterTargets, DescribeTargetHealth.
#include <algorithm>

#include <arpa/inet.h>

#include "aws/elbv2/operations.h"
#include "aws/models/elbv2/deregister_targets.h"
#include "aws/models/elbv2/describe_target_health.h"
#include "aws/models/elbv2/register_targets.h"

namespace atlas::aws::elbv2 {
namespace {

bool is_address(const std::string& text) {
    in_addr address{};
    return ::inet_pton(AF_INET, text.c_str(), &address) == 1;
}

auto find_target(auto& targets, const std::string& address, int port) {
    return std::ranges::find_if(targets, [&](const TargetRow& target) {
        return target.address == address && target.port == port;
    });
}

Answer<RegisterTargetsOutput> register_targets(
    State& state, Call& call, const RegisterTargetsInput& input
) {
    auto found = find_group(state, input.target_group_arn);
    if (!found) return std::move(found).error();
    int usual = found.value()->group.port.value_or(80);
    for (const auto& target : input.targets) {
        if (!is_address(target.id)) {
            return validation_error(
                "The IP address '" + target.id + "' is not a valid IPv4 address"
            );
        }
        if (target.port.value_or(usual) < 1 || target.port.value_or(usual) > 65535) {
            return validation_error("Port '" + std::to_string(*target.port) + "' is not valid");
        }
    }
    state.groups.edit(call.batch(), input.target_group_arn, [&](GroupRow& row) {
        for (const auto& target : input.targets) {
            int port = target.port.value_or(usual);
            auto at = find_target(row.targets, target.id, port);
            if (at == row.targets.end())
                at = row.targets.insert(at, {target.id, port, "", std::nullopt});
            at->zone = target.availability_zone.value_or("");
            at->draining_since.reset();  // registered again while it drained
        }
    });
    wake_balancers_of_group(state, call, input.target_group_arn);
    return RegisterTargetsOutput{};
}

Answer<DeregisterTargetsOutput> deregister_targets(
    State& state, Call& call, const DeregisterTargetsInput& input
) {
    auto found = find_group(state, input.target_group_arn);
    if (!found) return std::move(found).error();
    bool in_use = !balancers_of_group(state, input.target_group_arn).empty();
    state.groups.edit(call.batch(), input.target_group_arn, [&](GroupRow& row) {
        for (const auto& target : input.targets) {
            int port = target.port.value_or(row.group.port.value_or(80));
            auto at = find_target(row.targets, target.id, port);
            if (at == row.targets.end()) continue;
            // Without a balancer there are no connections to drain.
            if (!in_use) {
                row.targets.erase(at);
            } else if (!at->draining_since) {
                at->draining_since = call.now();
            }
        }
    });
    wake_balancers_of_group(state, call, input.target_group_arn);
    return DeregisterTargetsOutput{};
}

/// The health that the first of the group's balancers sees.
TargetHealth health_now(const State& state, const GroupRow& group, const TargetRow& target) {
    auto arns = balancers_of_group(state, group.group.target_group_arn.value_or(""));
    auto* balancer = arns.empty() ? nullptr : state.balancers.find(arns.front());
    if (!balancer) {
        return {
            "unused",
            "Target.NotInUse",
            "Target group is not configured to receive traffic from the load balancer"
        };
    }
    auto seen = state.health ? state.health(*balancer, group, target) : std::nullopt;
    if (!seen)
        return {"initial", "Elb.RegistrationInProgress", "Target registration is in progress"};
    TargetHealth health;
    health.state = seen->state;
    if (!seen->reason.empty()) health.reason = seen->reason;
    if (!seen->description.empty()) health.description = seen->description;
    return health;
}

TargetHealthDescription described(
    const State& state, const GroupRow& group, const TargetRow& target
) {
    TargetHealthDescription description;
    TargetDescription shown;
    shown.id = target.address;
    shown.port = target.port;
    if (!target.zone.empty()) shown.availability_zone = target.zone;
    description.target = shown;
    auto port = group.group.health_check_port.value_or("traffic-port");
    description.health_check_port = port == "traffic-port" ? std::to_string(target.port) : port;
    description.target_health = health_now(state, group, target);
    return description;
}

Answer<DescribeTargetHealthOutput> describe_target_health(
    State& state, Call&, const DescribeTargetHealthInput& input
) {
    auto found = find_group(state, input.target_group_arn);
    if (!found) return std::move(found).error();
    const auto& group = *found.value();
    DescribeTargetHealthOutput output;
    if (input.targets.empty()) {
        for (const auto& target : group.targets) {
            output.target_health_descriptions.push_back(described(state, group, target));
        }
        return output;
    }
    for (const auto& asked : input.targets) {
        int port = asked.port.value_or(group.group.port.value_or(80));
        auto at = find_target(group.targets, asked.id, port);
        if (at != group.targets.end()) {
            output.target_health_descriptions.push_back(described(state, group, *at));
            continue;
        }
        TargetHealthDescription gone;
        gone.target = asked;
        gone.target_health = TargetHealth{
            "unused", "Target.NotRegistered", "Target is not registered to the target group"
        };
        output.target_health_descriptions.push_back(std::move(gone));
    }
    return output;
}

}  // namespace

std::vector<Operation> target_operations(State& state) {
    auto by_arn = [&state](Call&, const auto& input) {
        return resources_of(state, {input.target_group_arn});
    };
    return {
        operation<RegisterTargets>(on_state(state, register_targets), by_arn),
        operation<DeregisterTargets>(on_state(state, deregister_targets), by_arn),
        operation<DescribeTargetHealth>(on_state(state, describe_target_health)),
    };
}

}  // namespace atlas::aws::elbv2
