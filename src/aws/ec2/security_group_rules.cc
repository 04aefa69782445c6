// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/describe.h"
#include "aws/ec2/operations.h"
#include "aws/ec2/permissions.h"
#include "aws/ec2/rule_answer.h"
#include "aws/ec2/tags.h"
#include "aws/models/ec2/describe_security_group_rules.h"
#include "aws/models/ec2/modify_security_group_rules.h"
#include "aws/models/ec2/update_security_group_rule_descriptions_egress.h"
#include "aws/models/ec2/update_security_group_rule_descriptions_ingress.h"

namespace atlas::aws::ec2 {

SecurityGroupRule render_rule(const State& state, const Place& place, const RuleRow& row) {
    SecurityGroupRule rule;
    rule.security_group_rule_id = row.id;
    rule.security_group_rule_arn = arn_of(place, "security-group-rule", row.id);
    rule.group_id = row.group;
    rule.group_owner_id = place.account;
    rule.is_egress = row.egress;
    rule.ip_protocol = row.protocol;
    rule.from_port = row.from_port;
    rule.to_port = row.to_port;
    rule.cidr_ipv4 = where_given(row.cidr);
    rule.cidr_ipv6 = where_given(row.cidr6);
    rule.prefix_list_id = where_given(row.prefix_list);
    rule.description = where_given(row.description);
    if (!row.peer.empty()) {
        auto& peer = rule.referenced_group_info.emplace();
        peer.group_id = row.peer;
        peer.user_id = place.account;
    }
    rule.tags = render_tags(state, row.id);
    return rule;
}

namespace {

FilterValues filter_values(const RuleRow& row, std::string_view name) {
    using Values = std::vector<std::string>;
    if (name == "security-group-rule-id") return Values{row.id};
    if (name == "group-id") return Values{row.group};
    return std::nullopt;
}

Answer<DescribeSecurityGroupRulesOutput> describe_security_group_rules(
    Ec2& ec2, Call& call, const DescribeSecurityGroupRulesInput& input
) {
    DescribeSecurityGroupRulesOutput output;
    for (const auto* row : ATLAS_TRY(find_rows(
             ec2.state, ec2.state.rules, input.security_group_rule_ids, input.filters, filter_values
         )))
        output.security_group_rules.push_back(render_rule(ec2.state, call.place(), *row));
    output.next_token =
        ATLAS_TRY(cut_page(output.security_group_rules, input.max_results, input.next_token));
    return output;
}

/// The rule after the update. It keeps its id, group and direction.
Answer<RuleRow> changed_rule(
    const State& state, const SecurityGroupRow& group, const SecurityGroupRuleUpdate& update
) {
    const auto& before = *ATLAS_TRY(need(state.rules, update.security_group_rule_id));
    if (before.group != group.id) return not_found(state.rules.name(), before.id);
    if (!update.security_group_rule) return missing_parameter("SecurityGroupRule");
    const auto& wanted = *update.security_group_rule;
    RuleRow rule;
    rule.id = before.id;
    rule.group = before.group;
    rule.egress = before.egress;
    rule.protocol = wanted.ip_protocol.value_or(before.protocol);
    rule.from_port = wanted.from_port.value_or(-1);
    rule.to_port = wanted.to_port.value_or(-1);
    rule.cidr = wanted.cidr_ipv4.value_or("");
    rule.cidr6 = wanted.cidr_ipv6.value_or("");
    rule.prefix_list = wanted.prefix_list_id.value_or("");
    rule.peer = wanted.referenced_group_id.value_or("");
    rule.description = wanted.description.value_or("");
    ATLAS_TRY(normalize_rule(state, group, wanted.from_port && wanted.to_port, rule));
    return rule;
}

Answer<ModifySecurityGroupRulesOutput> modify_security_group_rules(
    Ec2& ec2, Call& call, const ModifySecurityGroupRulesInput& input
) {
    auto& state = ec2.state;
    const auto& group = *ATLAS_TRY(need(state.groups, input.group_id));
    std::vector<RuleRow> changed;
    for (const auto& update : input.security_group_rules)
        changed.push_back(ATLAS_TRY(changed_rule(state, group, update)));
    for (auto& rule : changed) {
        auto id = rule.id;
        state.rules.put(call.batch(), id, std::move(rule));
    }
    ec2.touch(call, group.vpc);
    ModifySecurityGroupRulesOutput output;
    output.return_ = true;
    return output;
}

/// The new descriptions by rule id. A request names rules by their ids, or by permissions with the
/// same content.
template <typename Input>
Answer<std::map<std::string, std::string>> new_descriptions(
    const State& state, bool egress, const Input& input
) {
    if (!input.group_id) return missing_parameter("GroupId");
    const auto& group = *ATLAS_TRY(need(state.groups, *input.group_id));
    std::map<std::string, std::string> by_id;
    for (const auto& each : input.security_group_rule_descriptions) {
        auto id = each.security_group_rule_id.value_or("");
        const auto& row = *ATLAS_TRY(need(state.rules, id));
        if (row.group != group.id || row.egress != egress) return not_found(state.rules.name(), id);
        by_id[id] = each.description.value_or("");
    }
    for (const auto& wanted :
         ATLAS_TRY(rules_of(state, group, egress, RuleUse::named, input.ip_permissions))) {
        const auto* row = find_same_rule(state, wanted);
        if (!row)
            return AwsError{
                "InvalidPermission.NotFound",
                "The specified rule does not exist in this security group.",
                400,
                {}
            };
        by_id[row->id] = wanted.description;
    }
    return by_id;
}

template <typename Op, bool egress>
Answer<typename Op::Output> update_descriptions(
    Ec2& ec2, Call& call, const typename Op::Input& input
) {
    for (const auto& [id, description] : ATLAS_TRY(new_descriptions(ec2.state, egress, input)))
        ec2.state.rules.edit(call.batch(), id, [&text = description](RuleRow& row) {
            row.description = text;
        });
    typename Op::Output output;
    output.return_ = true;
    return output;
}

}  // namespace

void add_security_group_rule_operations(std::vector<Operation>& operations, Ec2& ec2) {
    add<DescribeSecurityGroupRules>(operations, ec2, describe_security_group_rules);
    add<ModifySecurityGroupRules>(operations, ec2, modify_security_group_rules);
    auto* in = update_descriptions<UpdateSecurityGroupRuleDescriptionsIngress, false>;
    auto* out = update_descriptions<UpdateSecurityGroupRuleDescriptionsEgress, true>;
    add<UpdateSecurityGroupRuleDescriptionsIngress>(operations, ec2, in);
    add<UpdateSecurityGroupRuleDescriptionsEgress>(operations, ec2, out);
}

}  // namespace atlas::aws::ec2
