// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "aws/elbv2/state.h"
#include "aws/wire/service.h"

namespace atlas::aws::elbv2 {

// The operations, one file for each group (load_balancers.cc, …). An operation validates everything
// before its first change and wakes the affected balancers after the commit. `state` outlives the
// result. Region thread only. Source: the ELB API reference, version 2015-12-01.
std::vector<Operation> load_balancer_operations(State& state);
std::vector<Operation> load_balancer_attribute_operations(State& state);
std::vector<Operation> target_group_operations(State& state);
std::vector<Operation> target_operations(State& state);
std::vector<Operation> listener_operations(State& state);
std::vector<Operation> listener_certificate_operations(State& state);
std::vector<Operation> rule_operations(State& state);
std::vector<Operation> tag_operations(State& state);

/// The resources that an action on these ARNs is authorized against, each with its tags if it
/// exists; "*" if the list is empty.
std::vector<Resource> resources_of(const State& state, const std::vector<std::string>& arns);

/// The tags of a request as a map; of two with the same key the last one wins.
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

/// Checks the actions of a rule or listener, including that their target groups exist. Fills in
/// ELB's defaults and both forms of a forward to a single group, as ELB answers them.
Answer<> check_actions(const State& state, json::List<Action>& actions);
/// Checks a rule's conditions. Fills in both the flat form (`values`) and the structured one
/// (`hostHeaderConfig`, …), as ELB answers them.
Answer<> check_conditions(json::List<RuleCondition>& conditions);

}  // namespace atlas::aws::elbv2
