// SPDX-License-Identifier: Apache-2.0
// Attributes of balancers, target groups and listeners; capacity reservations; limits.
#include "aws/elbv2/attributes.h"
#include "aws/elbv2/operations.h"
#include "aws/models/elbv2/describe_capacity_reservation.h"
#include "aws/models/elbv2/describe_listener_attributes.h"
#include "aws/models/elbv2/describe_load_balancer_attributes.h"
#include "aws/models/elbv2/describe_target_group_attributes.h"
#include "aws/models/elbv2/modify_listener_attributes.h"
#include "aws/models/elbv2/modify_load_balancer_attributes.h"
#include "aws/models/elbv2/modify_target_group_attributes.h"

namespace atlas::aws::elbv2 {
namespace {

Answer<DescribeLoadBalancerAttributesOutput> describe_load_balancer_attributes(
    State& state, Call&, const DescribeLoadBalancerAttributesInput& input
) {
    auto found = find_balancer(state, input.load_balancer_arn);
    if (!found) return std::move(found).error();
    return DescribeLoadBalancerAttributesOutput{
        attribute_pairs<LoadBalancerAttribute>(found.value()->attributes)
    };
}

Answer<ModifyLoadBalancerAttributesOutput> modify_load_balancer_attributes(
    State& state, Call& call, const ModifyLoadBalancerAttributesInput& input
) {
    auto found = find_balancer(state, input.load_balancer_arn);
    if (!found) return std::move(found).error();
    auto attributes = found.value()->attributes;
    if (auto changed = change_attributes(attributes, input.attributes); !changed) {
        return std::move(changed).error();
    }
    if (auto fits = check_balancer_attributes(attributes); !fits) return std::move(fits).error();
    state.balancers.edit(call.batch(), input.load_balancer_arn, [&](BalancerRow& row) {
        row.attributes = attributes;
    });
    wake_balancer(state, call, input.load_balancer_arn);
    return ModifyLoadBalancerAttributesOutput{attribute_pairs<LoadBalancerAttribute>(attributes)};
}

Answer<DescribeTargetGroupAttributesOutput> describe_target_group_attributes(
    State& state, Call&, const DescribeTargetGroupAttributesInput& input
) {
    auto found = find_group(state, input.target_group_arn);
    if (!found) return std::move(found).error();
    return DescribeTargetGroupAttributesOutput{
        attribute_pairs<TargetGroupAttribute>(found.value()->attributes)
    };
}

Answer<ModifyTargetGroupAttributesOutput> modify_target_group_attributes(
    State& state, Call& call, const ModifyTargetGroupAttributesInput& input
) {
    auto found = find_group(state, input.target_group_arn);
    if (!found) return std::move(found).error();
    auto attributes = found.value()->attributes;
    if (auto changed = change_attributes(attributes, input.attributes); !changed) {
        return std::move(changed).error();
    }
    if (auto fits = check_group_attributes(attributes); !fits) return std::move(fits).error();
    state.groups.edit(call.batch(), input.target_group_arn, [&](GroupRow& row) {
        row.attributes = attributes;
    });
    wake_balancers_of_group(state, call, input.target_group_arn);
    return ModifyTargetGroupAttributesOutput{attribute_pairs<TargetGroupAttribute>(attributes)};
}

Answer<DescribeListenerAttributesOutput> describe_listener_attributes(
    State& state, Call&, const DescribeListenerAttributesInput& input
) {
    auto found = find_listener(state, input.listener_arn);
    if (!found) return std::move(found).error();
    return DescribeListenerAttributesOutput{
        attribute_pairs<ListenerAttribute>(found.value()->attributes)
    };
}

Answer<ModifyListenerAttributesOutput> modify_listener_attributes(
    State& state, Call&, const ModifyListenerAttributesInput& input
) {
    auto found = find_listener(state, input.listener_arn);
    if (!found) return std::move(found).error();
    auto attributes = found.value()->attributes;
    if (auto changed = change_attributes(attributes, input.attributes); !changed) {
        return std::move(changed).error();
    }
    // Only the defaults are accepted, so there is nothing to store.
    if (attributes != listener_attribute_defaults()) {
        return AwsError{
            "InvalidConfigurationRequest",
            "Listener attributes other than their defaults are not available in this region",
            400,
            {}
        };
    }
    return ModifyListenerAttributesOutput{attribute_pairs<ListenerAttribute>(attributes)};
}

Answer<DescribeCapacityReservationOutput> describe_capacity_reservation(
    State& state, Call&, const DescribeCapacityReservationInput& input
) {
    auto found = find_balancer(state, input.load_balancer_arn);
    if (!found) return std::move(found).error();
    DescribeCapacityReservationOutput output;
    output.decrease_requests_remaining = 2;
    return output;
}

}  // namespace

std::vector<Operation> load_balancer_attribute_operations(State& state) {
    auto balancer = [&state](Call&, const auto& input) {
        return resources_of(state, {input.load_balancer_arn});
    };
    auto group = [&state](Call&, const auto& input) {
        return resources_of(state, {input.target_group_arn});
    };
    auto listener = [&state](Call&, const auto& input) {
        return resources_of(state, {input.listener_arn});
    };
    return {
        operation<DescribeLoadBalancerAttributes>(on_state(state, describe_load_balancer_attributes)
        ),
        operation<ModifyLoadBalancerAttributes>(
            on_state(state, modify_load_balancer_attributes), balancer
        ),
        operation<DescribeTargetGroupAttributes>(on_state(state, describe_target_group_attributes)),
        operation<ModifyTargetGroupAttributes>(
            on_state(state, modify_target_group_attributes), group
        ),
        operation<DescribeListenerAttributes>(on_state(state, describe_listener_attributes)),
        operation<ModifyListenerAttributes>(on_state(state, modify_listener_attributes), listener),
        operation<DescribeCapacityReservation>(on_state(state, describe_capacity_reservation)),
    };
}

}  // namespace atlas::aws::elbv2
