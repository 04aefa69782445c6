// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/ec2/ids.h"
#include "aws/ec2/state.h"
#include "aws/models/ec2/security_group_rule.h"

namespace atlas::aws::ec2 {

/// A rule with its id, as AuthorizeSecurityGroup… and DescribeSecurityGroupRules answer it.
SecurityGroupRule render_rule(const State& state, const Place& place, const RuleRow& row);

/// Nothing for an empty text: EC2 leaves out such members of an answer.
inline std::optional<std::string> where_given(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace atlas::aws::ec2
