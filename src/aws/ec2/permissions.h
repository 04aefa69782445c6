// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/ec2/state.h"
#include "aws/models/ec2/ip_permission.h"
#include "aws/wire/answer.h"
#include "json/list.h"

/// Converts between the two forms of a security group's rules: one row for each rule, with an id,
/// as stored; and IpPermission, which holds several rules of the same protocol and ports, as in
/// AuthorizeSecurityGroupIngress and DescribeSecurityGroups.
namespace atlas::aws::ec2 {

/// Whether a request's rule is to be stored, or only identifies a stored one by its content. In the
/// second case invalid ports are no error: an earlier version may have stored such a rule, and it
/// must be possible to revoke it.
enum class RuleUse : std::uint8_t { stored, named };

/// The rules in `permissions`, normalized: "6" becomes tcp, "-1" has no ports, the host bits of a
/// range are 0. Checks protocols, ports and ranges, and that the groups and prefix lists exist. The
/// rows have no ids yet.
Answer<std::vector<RuleRow>> rules_of(
    const State& state,
    const SecurityGroupRow& group,
    bool egress,
    RuleUse use,
    const json::List<IpPermission>& permissions
);
/// The stored rule with the same content, descriptions aside; null if there is none.
const RuleRow* find_same_rule(const State& state, const RuleRow& rule);
/// Checks and normalizes one rule in place, like `rules_of`. `ports_given` is whether the request
/// has both ports.
Answer<> normalize_rule(
    const State& state, const SecurityGroupRow& group, bool ports_given, RuleRow& rule
);

/// A group's rules of one direction as IpPermissions, grouped by protocol and ports, as AWS does.
json::List<IpPermission> render_permissions(
    const State& state, const std::string& account, const std::string& group, bool egress
);

}  // namespace atlas::aws::ec2
