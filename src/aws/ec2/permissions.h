// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/ec2/state.h"
#include "aws/models/ec2/ip_permission.h"
#include "aws/wire/answer.h"
#include "json/list.h"

/// The two shapes of a group's rules: one a row (as stored, with an id), or many in an IpPermission
/// (as Authorize and DescribeSecurityGroups have them).
namespace atlas::aws::ec2 {

/// Whether a rule is about to be stored, or only named by what it says: one that was stored by an
/// earlier version and would be refused today must still be found.
enum class RuleUse : std::uint8_t { stored, named };

/// The rules that permissions say, normal: "6" is tcp, "-1" has no ports, host bits of a range are
/// 0. Checks protocols, ports, ranges, and that the groups and prefix lists named are there.
Answer<std::vector<RuleRow>> rules_of(
    const State& state,
    const SecurityGroupRow& group,
    bool egress,
    RuleUse use,
    const json::List<IpPermission>& permissions
);
/// The stored rule that says the same, but for its description; or nullptr.
const RuleRow* find_same_rule(const State& state, const RuleRow& rule);
/// Checks and normalizes one rule in place; `peer` and so on are as the request gave them.
Answer<> normalize_rule(
    const State& state, const SecurityGroupRow& group, bool ports_given, RuleRow& rule
);

/// A group's rules of one direction, grouped as AWS groups them: by protocol and ports.
json::List<IpPermission> render_permissions(
    const State& state, const std::string& account, const std::string& group, bool egress
);

}  // namespace atlas::aws::ec2
