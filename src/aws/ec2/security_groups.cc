// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/describe.h"
#include "aws/ec2/ids.h"
#include "aws/ec2/operations.h"
#include "aws/ec2/permissions.h"
#include "aws/ec2/tags.h"
#include "aws/models/ec2/create_security_group.h"
#include "aws/models/ec2/delete_security_group.h"
#include "aws/models/ec2/describe_security_groups.h"
#include "aws/models/ec2/get_security_groups_for_vpc.h"

namespace atlas::aws::ec2 {
namespace {

constexpr std::size_t text_length_max = 255;

SecurityGroup render(const State& state, const Place& place, const SecurityGroupRow& row) {
    SecurityGroup group;
    group.group_id = row.id;
    group.group_name = row.name;
    group.description = row.description;
    group.owner_id = place.account;
    group.vpc_id = row.vpc;
    group.security_group_arn = arn_of(place, "security-group", row.id);
    group.ip_permissions = render_permissions(state, place.account, row.id, false);
    group.ip_permissions_egress = render_permissions(state, place.account, row.id, true);
    group.tags = render_tags(state, row.id);
    return group;
}

/// Filters on rules: "ip-permission.cidr" for ingress, "egress.ip-permission.cidr" for egress.
FilterValues rule_values(const State& state, const SecurityGroupRow& group, std::string_view name) {
    bool egress = name.starts_with("egress.");
    if (egress) name.remove_prefix(std::string_view("egress.").size());
    constexpr std::string_view prefix = "ip-permission.";
    if (!name.starts_with(prefix)) return std::nullopt;
    name.remove_prefix(prefix.size());
    std::vector<std::string> values;
    auto add = [&](const std::string& value) {
        if (!value.empty()) values.push_back(value);
    };
    for (const auto& [id, row] : state.rules) {
        if (row.group != group.id || row.egress != egress) continue;
        if (name == "cidr")
            add(row.cidr);
        else if (name == "ipv6-cidr")
            add(row.cidr6);
        else if (name == "prefix-list-id")
            add(row.prefix_list);
        else if (name == "group-id")
            add(row.peer);
        else if (name == "protocol")
            add(row.protocol);
        else if (name == "from-port")
            add(std::to_string(row.from_port));
        else if (name == "to-port")
            add(std::to_string(row.to_port));
        else
            return std::nullopt;
    }
    return values;
}

FilterValues filter_values(
    const State& state, const Place& place, const SecurityGroupRow& row, std::string_view name
) {
    using Values = std::vector<std::string>;
    if (name == "group-id") return Values{row.id};
    if (name == "group-name") return Values{row.name};
    if (name == "vpc-id") return Values{row.vpc};
    if (name == "description") return Values{row.description};
    if (name == "owner-id") return Values{place.account};
    return rule_values(state, row, name);
}

bool is_good_text(std::string_view text) {
    constexpr std::string_view marks = "._-:/()#,@[]+=&;{}!$* ";
    return text.size() <= text_length_max && std::all_of(text.begin(), text.end(), [&](char each) {
               bool letter = (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z');
               return letter || (each >= '0' && each <= '9') || marks.contains(each);
           });
}

Answer<> check_texts(const State& state, const CreateSecurityGroupInput& input) {
    if (input.group_name.empty() || !is_good_text(input.group_name))
        return invalid_value(
            input.group_name, "GroupName", "Character sets beyond ASCII are not supported."
        );
    if (input.group_name.starts_with("sg-"))
        return invalid_value(
            input.group_name, "groupName", "Group names may not be in the format sg-*."
        );
    if (!is_good_text(input.description))
        return invalid_value(
            input.description,
            "GroupDescription",
            "Invalid security group description. Valid descriptions are strings less than 256 "
            "characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*"
        );
    const auto* same = State::select_one(state.groups, [&](const SecurityGroupRow& row) {
        return row.vpc == *input.vpc_id && row.name == input.group_name;
    });
    if (same)
        return AwsError{
            "InvalidGroup.Duplicate",
            "The security group '" + input.group_name + "' already exists for VPC '" +
                *input.vpc_id + "'",
            400,
            {}
        };
    return {};
}

Answer<CreateSecurityGroupOutput> create_security_group(
    Ec2& ec2, Call& call, const CreateSecurityGroupInput& input
) {
    auto& state = ec2.state;
    if (!input.vpc_id)
        return AwsError{"VPCIdNotSpecified", "No default VPC for this user", 400, {}};
    ATLAS_TRY(need(state.vpcs, *input.vpc_id));
    ATLAS_TRY(check_texts(state, input));
    auto tags = ATLAS_TRY(tags_of(input.tag_specifications, "security-group"));

    SecurityGroupRow row{new_id(call, "sg"), *input.vpc_id, input.group_name, input.description};
    state.groups.put(call.batch(), row.id, row);
    // As on AWS, a new group lets out everything and lets in nothing.
    RuleRow everything;
    everything.id = new_id(call, "sgr");
    everything.group = row.id;
    everything.egress = true;
    everything.protocol = "-1";
    everything.cidr = "0.0.0.0/0";
    state.rules.put(call.batch(), everything.id, everything);
    put_tags(state, call.batch(), row.id, "security-group", tags);
    ec2.touch(call, row.vpc);
    CreateSecurityGroupOutput output;
    output.group_id = row.id;
    output.security_group_arn = arn_of(call.place(), "security-group", row.id);
    output.tags = render_tags(state, row.id);
    return output;
}

/// Whether an interface has the group, or another group's rule refers to it.
bool is_used(const State& state, const std::string& group) {
    return State::select_one(
               state.enis,
               [&](const EniRow& row) {
                   return std::find(row.groups.begin(), row.groups.end(), group) !=
                          row.groups.end();
               }
           ) ||
           State::select_one(state.rules, [&](const RuleRow& row) {
               return row.peer == group && row.group != group;
           });
}

Answer<DeleteSecurityGroupOutput> delete_security_group(
    Ec2& ec2, Call& call, const DeleteSecurityGroupInput& input
) {
    auto& state = ec2.state;
    if (!input.group_id) return missing_parameter("GroupId");
    const auto row = *ATLAS_TRY(need(state.groups, *input.group_id));
    if (row.name == "default")
        return AwsError{
            "CannotDelete",
            "the specified group: \"" + row.id + "\" name: \"default\" cannot be deleted by a user",
            400,
            {}
        };
    if (is_used(state, row.id))
        return AwsError{
            "DependencyViolation", "resource " + row.id + " has a dependent object", 400, {}
        };
    for (const auto* rule :
         State::select(state.rules, [&](const RuleRow& each) { return each.group == row.id; })) {
        auto id = rule->id;
        state.tags.erase(call.batch(), id);
        state.rules.erase(call.batch(), id);
    }
    state.tags.erase(call.batch(), row.id);
    state.groups.erase(call.batch(), row.id);
    ec2.touch(call, row.vpc);
    DeleteSecurityGroupOutput output;
    output.return_ = true;
    output.group_id = row.id;
    return output;
}

/// The ids of the groups in a request. A group name is looked up in the default VPC.
Answer<json::List<std::string>> asked_groups(
    const State& state, const DescribeSecurityGroupsInput& input
) {
    auto ids = input.group_ids;
    const auto* vpc =
        State::select_one(state.vpcs, [](const VpcRow& row) { return row.is_default; });
    for (const auto& name : input.group_names) {
        const auto* group = State::select_one(state.groups, [&](const SecurityGroupRow& row) {
            return vpc && row.vpc == vpc->id && row.name == name;
        });
        if (!group) return not_found(state.groups.name(), name);
        if (std::find(ids.begin(), ids.end(), group->id) == ids.end()) ids.push_back(group->id);
    }
    return ids;
}

Answer<DescribeSecurityGroupsOutput> describe_security_groups(
    Ec2& ec2, Call& call, const DescribeSecurityGroupsInput& input
) {
    const auto& place = call.place();
    auto ids = ATLAS_TRY(asked_groups(ec2.state, input));
    DescribeSecurityGroupsOutput output;
    for (const auto* row : ATLAS_TRY(find_rows(
             ec2.state,
             ec2.state.groups,
             ids,
             input.filters,
             [&](const SecurityGroupRow& each, std::string_view name) {
                 return filter_values(ec2.state, place, each, name);
             }
         )))
        output.security_groups.push_back(render(ec2.state, place, *row));
    output.next_token =
        ATLAS_TRY(cut_page(output.security_groups, input.max_results, input.next_token));
    return output;
}

FilterValues vpc_filter_values(
    const Place& place, const SecurityGroupRow& row, std::string_view name
) {
    using Values = std::vector<std::string>;
    if (name == "group-id") return Values{row.id};
    if (name == "group-name") return Values{row.name};
    if (name == "description") return Values{row.description};
    if (name == "owner-id") return Values{place.account};
    if (name == "primary-vpc-id") return Values{row.vpc};
    return std::nullopt;
}

Answer<GetSecurityGroupsForVpcOutput> get_security_groups_for_vpc(
    Ec2& ec2, Call& call, const GetSecurityGroupsForVpcInput& input
) {
    ATLAS_TRY(need(ec2.state.vpcs, input.vpc_id));
    GetSecurityGroupsForVpcOutput output;
    for (const auto& [id, row] : ec2.state.groups) {
        if (row.vpc != input.vpc_id) continue;
        auto ask = [&](std::string_view name) {
            return vpc_filter_values(call.place(), row, name);
        };
        if (!ATLAS_TRY(passes(input.filters, ec2.state.tags.find(id), ask))) continue;
        SecurityGroupForVpc group;
        group.group_id = id;
        group.group_name = row.name;
        group.description = row.description;
        group.owner_id = call.place().account;
        group.primary_vpc_id = row.vpc;
        group.tags = render_tags(ec2.state, id);
        output.security_group_for_vpcs.push_back(std::move(group));
    }
    output.next_token =
        ATLAS_TRY(cut_page(output.security_group_for_vpcs, input.max_results, input.next_token));
    return output;
}

}  // namespace

void add_security_group_operations(std::vector<Operation>& operations, Ec2& ec2) {
    add<CreateSecurityGroup>(operations, ec2, create_security_group);
    add<DeleteSecurityGroup>(operations, ec2, delete_security_group);
    add<DescribeSecurityGroups>(operations, ec2, describe_security_groups);
    add<GetSecurityGroupsForVpc>(operations, ec2, get_security_groups_for_vpc);
}

}  // namespace atlas::aws::ec2
