// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/describe.h"
#include "aws/ec2/operations.h"
#include "aws/ec2/permissions.h"
#include "aws/ec2/rule_answer.h"
#include "aws/ec2/tags.h"
#include "aws/models/ec2/authorize_security_group_egress.h"
#include "aws/models/ec2/authorize_security_group_ingress.h"
#include "aws/models/ec2/revoke_security_group_egress.h"
#include "aws/models/ec2/revoke_security_group_ingress.h"
#include "base/letter_case.h"

/// AuthorizeSecurityGroupIngress, AuthorizeSecurityGroupEgress, RevokeSecurityGroupIngress,
/// RevokeSecurityGroupEgress. Both directions share their code.
namespace atlas::aws::ec2 {
namespace {

constexpr std::size_t rules_max = 1000;  // of a group, in one direction

template <typename Input>
Answer<const SecurityGroupRow*> need_group(const State& state, const Input& input) {
    if constexpr (requires { input.group_id.has_value(); }) {
        if (!input.group_id) return missing_parameter("GroupId");
        return need(state.groups, *input.group_id);
    } else {
        return need(state.groups, input.group_id);
    }
}

template <typename Input>
void add_old_form(json::List<IpPermission>& permissions, const Input& input) {
    if (!input.cidr_ip && !input.source_security_group_name) return;
    IpPermission flat;
    flat.ip_protocol = input.ip_protocol;
    flat.from_port = input.from_port;
    flat.to_port = input.to_port;
    if (input.cidr_ip) flat.ip_ranges.push_back({std::nullopt, input.cidr_ip});
    if (input.source_security_group_name) {
        UserIdGroupPair pair;
        pair.group_name = input.source_security_group_name;
        flat.user_id_group_pairs.push_back(std::move(pair));
    }
    permissions.push_back(std::move(flat));
}

/// The permissions of a request. Ingress operations also have an older form, with a single rule in
/// the members of the request itself.
template <typename Input>
json::List<IpPermission> permissions_of(const Input& input) {
    auto permissions = input.ip_permissions;
    if constexpr (requires { input.cidr_ip; }) add_old_form(permissions, input);
    return permissions;
}

AwsError duplicate(const RuleRow& rule) {
    auto peer = rule.cidr + rule.cidr6 + rule.prefix_list + rule.peer;
    auto message = "the specified rule \"peer: " + peer + ", ";
    if (rule.protocol == "-1") {
        message += "ALL";
    } else {
        message += upper_case(rule.protocol) + ", from port: " + std::to_string(rule.from_port) +
                   ", to port: " + std::to_string(rule.to_port);
    }
    return {"InvalidPermission.Duplicate", message + ", ALLOW\" already exists", 400, {}};
}

/// AWS's quota of 1000 is for all groups of an interface together; here it is for one group and
/// direction.
Answer<> check_count(
    const State& state, const SecurityGroupRow& group, bool egress, std::size_t added
) {
    auto there = State::select(state.rules, [&](const RuleRow& row) {
        return row.group == group.id && row.egress == egress;
    });
    if (there.size() + added <= rules_max) return {};
    return AwsError{
        "RulesPerSecurityGroupLimitExceeded",
        "The maximum number of rules per security group has been reached.",
        400,
        {}
    };
}

template <typename Op, bool egress>
Answer<typename Op::Output> authorize(Ec2& ec2, Call& call, const typename Op::Input& input) {
    auto& state = ec2.state;
    const auto& group = *ATLAS_TRY(need_group(state, input));
    auto rules = ATLAS_TRY(rules_of(state, group, egress, RuleUse::stored, permissions_of(input)));
    if (rules.empty()) return missing_parameter("ipPermissions");
    for (std::size_t at = 0; at < rules.size(); ++at) {
        if (find_same_rule(state, rules[at])) return duplicate(rules[at]);
        for (std::size_t before = 0; before < at; ++before)
            if (rules[before].says_what(rules[at]))
                return AwsError{
                    "InvalidParameterValue",
                    "The same permission must not appear multiple times",
                    400,
                    {}
                };
    }
    ATLAS_TRY(check_count(state, group, egress, rules.size()));
    auto tags = ATLAS_TRY(tags_of(input.tag_specifications, "security-group-rule"));

    typename Op::Output output;
    output.return_ = true;
    for (auto& rule : rules) {
        rule.id = new_id(call, "sgr");
        const auto& made = state.rules.put(call.batch(), rule.id, rule);
        put_tags(state, call.batch(), made.id, "security-group-rule", tags);
        output.security_group_rules.push_back(render_rule(state, call.place(), made));
    }
    ec2.touch(call, group.vpc);
    return output;
}

template <typename Input>
Answer<std::vector<RuleRow>> rules_to_revoke(
    const State& state, const SecurityGroupRow& group, bool egress, const Input& input
) {
    std::vector<RuleRow> rules;
    for (const auto& id : input.security_group_rule_ids) {
        const auto& row = *ATLAS_TRY(need(state.rules, id));
        if (row.group != group.id || row.egress != egress) return not_found(state.rules.name(), id);
        rules.push_back(row);
    }
    for (const auto& wanted :
         ATLAS_TRY(rules_of(state, group, egress, RuleUse::named, permissions_of(input)))) {
        const auto* row = find_same_rule(state, wanted);
        if (!row)
            return AwsError{
                "InvalidPermission.NotFound",
                "The specified rule does not exist in this security group.",
                400,
                {}
            };
        rules.push_back(*row);
    }
    return rules;
}

RevokedSecurityGroupRule render_revoked(const RuleRow& row) {
    RevokedSecurityGroupRule rule;
    rule.security_group_rule_id = row.id;
    rule.group_id = row.group;
    rule.is_egress = row.egress;
    rule.ip_protocol = row.protocol;
    rule.from_port = row.from_port;
    rule.to_port = row.to_port;
    rule.cidr_ipv4 = where_given(row.cidr);
    rule.cidr_ipv6 = where_given(row.cidr6);
    rule.prefix_list_id = where_given(row.prefix_list);
    rule.referenced_group_id = where_given(row.peer);
    rule.description = where_given(row.description);
    return rule;
}

template <typename Op, bool egress>
Answer<typename Op::Output> revoke(Ec2& ec2, Call& call, const typename Op::Input& input) {
    auto& state = ec2.state;
    const auto& group = *ATLAS_TRY(need_group(state, input));
    auto rules = ATLAS_TRY(rules_to_revoke(state, group, egress, input));
    typename Op::Output output;
    output.return_ = true;
    output.unknown_ip_permissions.leave_out();
    for (const auto& rule : rules) {
        state.tags.erase(call.batch(), rule.id);
        state.rules.erase(call.batch(), rule.id);
        output.revoked_security_group_rules.push_back(render_revoked(rule));
    }
    ec2.touch(call, group.vpc);
    return output;
}

}  // namespace

void add_authorize_security_group_operations(std::vector<Operation>& operations, Ec2& ec2) {
    auto* allow_in = authorize<AuthorizeSecurityGroupIngress, false>;
    auto* allow_out = authorize<AuthorizeSecurityGroupEgress, true>;
    add<AuthorizeSecurityGroupIngress>(operations, ec2, allow_in);
    add<AuthorizeSecurityGroupEgress>(operations, ec2, allow_out);
    add<RevokeSecurityGroupIngress>(operations, ec2, revoke<RevokeSecurityGroupIngress, false>);
    add<RevokeSecurityGroupEgress>(operations, ec2, revoke<RevokeSecurityGroupEgress, true>);
}

}  // namespace atlas::aws::ec2
