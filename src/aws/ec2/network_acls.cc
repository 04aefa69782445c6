// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/describe.h"
#include "aws/ec2/operations.h"
#include "aws/ec2/tags.h"
#include "aws/models/ec2/describe_network_acls.h"

namespace atlas::aws::ec2 {
namespace {

constexpr int last_rule = 32767;  // the "*" entry, which AWS shows last

NetworkAclEntry entry(bool egress, int number, const char* action) {
    NetworkAclEntry made;
    made.cidr_block = "0.0.0.0/0";
    made.egress = egress;
    made.protocol = "-1";
    made.rule_action = action;
    made.rule_number = number;
    return made;
}

NetworkAcl render(const State& state, const Place& place, const NetworkAclRow& row) {
    NetworkAcl acl;
    acl.network_acl_id = row.id;
    acl.vpc_id = row.vpc;
    acl.owner_id = place.account;
    acl.is_default = true;
    for (bool egress : {true, false}) {
        acl.entries.push_back(entry(egress, 100, "allow"));
        acl.entries.push_back(entry(egress, last_rule, "deny"));
    }
    for (const auto& [id, subnet] : state.subnets)
        if (subnet.vpc == row.vpc) acl.associations.push_back({subnet.acl_association, row.id, id});
    acl.tags = render_tags(state, row.id);
    return acl;
}

FilterValues filter_values(
    const State& state, const Place& place, const NetworkAclRow& row, std::string_view name
) {
    using Values = std::vector<std::string>;
    if (name == "network-acl-id") return Values{row.id};
    if (name == "vpc-id") return Values{row.vpc};
    if (name == "default") return Values{"true"};
    if (name == "owner-id") return Values{place.account};
    if (name != "association.subnet-id" && name != "association.association-id" &&
        name != "association.network-acl-id")
        return std::nullopt;
    Values values;
    for (const auto& [id, subnet] : state.subnets) {
        if (subnet.vpc != row.vpc) continue;
        if (name == "association.subnet-id") values.push_back(id);
        if (name == "association.association-id") values.push_back(subnet.acl_association);
        if (name == "association.network-acl-id") values.push_back(row.id);
    }
    return values;
}

Answer<DescribeNetworkAclsOutput> describe_network_acls(
    Ec2& ec2, Call& call, const DescribeNetworkAclsInput& input
) {
    const auto& place = call.place();
    DescribeNetworkAclsOutput output;
    for (const auto* row : ATLAS_TRY(find_rows(
             ec2.state,
             ec2.state.network_acls,
             input.network_acl_ids,
             input.filters,
             [&](const NetworkAclRow& each, std::string_view name) {
                 return filter_values(ec2.state, place, each, name);
             }
         )))
        output.network_acls.push_back(render(ec2.state, place, *row));
    output.next_token =
        ATLAS_TRY(cut_page(output.network_acls, input.max_results, input.next_token));
    return output;
}

}  // namespace

void add_network_acl_operations(std::vector<Operation>& operations, Ec2& ec2) {
    add<DescribeNetworkAcls>(operations, ec2, describe_network_acls);
}

}  // namespace atlas::aws::ec2
