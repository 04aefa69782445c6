// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "aws/elbv2/state.h"
#include "aws/wire/service.h"

namespace atlas::aws::elbv2 {

// One group of operations a file; each answers what its file implements. `state` outlives them.
std::vector<Operation> load_balancer_operations(State& state);
std::vector<Operation> load_balancer_attribute_operations(State& state);
std::vector<Operation> target_group_operations(State& state);
std::vector<Operation> target_operations(State& state);
std::vector<Operation> listener_operations(State& state);
std::vector<Operation> listener_certificate_operations(State& state);
std::vector<Operation> rule_operations(State& state);
std::vector<Operation> tag_operations(State& state);

/// Several ARNs, with the tags that policies may ask for where the rows are there; "*" where the
/// list is empty.
std::vector<Resource> resources_of(const State& state, const std::vector<std::string>& arns);

/// Tags of a request as a map; the last of a key wins.
template <typename Tags>
Attributes tag_map(const Tags& tags) {
    Attributes map;
    for (const auto& tag : tags)
        map[tag.key] = tag.value.value_or("");
    return map;
}

/// arn:aws:elasticloadbalancing:REGION:ACCOUNT:<tail>
std::string make_arn(Call& call, const std::string& tail);
AwsError validation_error(const std::string& message);

/// Checks that every target group, certificate and field of these actions is there and fits; fills
/// in ELB's defaults (order, both forms of a single forward).
Answer<> check_actions(const State& state, json::List<Action>& actions);
/// The same for a rule's conditions: returns both the flat and the structured form of each.
Answer<> check_conditions(json::List<RuleCondition>& conditions);

}  // namespace atlas::aws::elbv2
