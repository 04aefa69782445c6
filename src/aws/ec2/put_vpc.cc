// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/put_vpc.h"

#include "aws/ec2/ids.h"

namespace atlas::aws::ec2 {
namespace {

/// The account's only set of DHCP options. It is made with the first VPC.
std::string need_dhcp_options(Ec2& ec2, Call& call) {
    if (!ec2.state.dhcp_options.empty()) return ec2.state.dhcp_options.begin()->first;
    auto id = new_id(call, "dopt");
    ec2.state.dhcp_options.put(call.batch(), id, {id});
    return id;
}

void put_rule(Ec2& ec2, Call& call, RuleRow rule) {
    rule.id = new_id(call, "sgr");
    auto id = rule.id;
    ec2.state.rules.put(call.batch(), id, std::move(rule));
}

/// The default group lets in traffic from itself and lets out everything, as on AWS.
void put_defaults(Ec2& ec2, Call& call, const VpcRow& vpc) {
    RouteTableRow table;
    table.id = new_id(call, "rtb");
    table.vpc = vpc.id;
    RouteRow local;
    local.cidr = vpc.cidr;
    local.gateway = "local";
    local.origin = "CreateRouteTable";
    table.routes.push_back(std::move(local));
    table.associations.push_back({new_id(call, "rtbassoc"), ""});
    auto table_id = table.id;
    ec2.state.route_tables.put(call.batch(), table_id, std::move(table));

    auto acl = new_id(call, "acl");
    ec2.state.network_acls.put(call.batch(), acl, {acl, vpc.id});

    SecurityGroupRow group{new_id(call, "sg"), vpc.id, "default", "default VPC security group"};
    ec2.state.groups.put(call.batch(), group.id, group);
    RuleRow rule;
    rule.group = group.id;
    rule.protocol = "-1";
    rule.peer = group.id;
    put_rule(ec2, call, rule);
    rule.peer.clear();
    rule.egress = true;
    rule.cidr = "0.0.0.0/0";
    put_rule(ec2, call, rule);
}

}  // namespace

const VpcRow& put_vpc(Ec2& ec2, Call& call, VpcRow row) {
    row.id = new_id(call, "vpc");
    row.cidr_association = new_id(call, "vpc-cidr-assoc");
    row.dhcp_options = need_dhcp_options(ec2, call);
    auto id = row.id;
    const auto& made = ec2.state.vpcs.put(call.batch(), id, std::move(row));
    put_defaults(ec2, call, made);
    ec2.touch(call, id);
    return made;
}

}  // namespace atlas::aws::ec2
