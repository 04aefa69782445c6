// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/default_vpc.h"

#include "aws/ec2/ids.h"
#include "aws/ec2/put_vpc.h"
#include "network/cidr.h"

namespace atlas::aws::ec2 {
namespace {

constexpr const char* vpc_range = "172.31.0.0/16";
constexpr int subnet_bits = 20;
constexpr const char* marker = "default-vpc";

void put_default_subnets(Ec2& ec2, Call& call, const VpcRow& vpc) {
    network::Cidr range{network::parse_cidr(vpc.cidr).value().base, subnet_bits};
    for (const auto& zone : call.place().zones) {
        SubnetRow row;
        row.id = new_id(call, "subnet");
        row.vpc = vpc.id;
        row.cidr = range.text();
        row.zone = zone;
        row.map_public = true;
        row.default_for_az = true;
        row.acl_association = new_id(call, "aclassoc");
        auto id = row.id;
        ec2.state.subnets.put(call.batch(), id, std::move(row));
        range.base += static_cast<std::uint32_t>(range.size());
    }
}

void put_way_out(Ec2& ec2, Call& call, const VpcRow& vpc) {
    auto gateway = new_id(call, "igw");
    ec2.state.internet_gateways.put(call.batch(), gateway, {gateway, vpc.id});
    const auto* table = State::select_one(ec2.state.route_tables, [&](const RouteTableRow& row) {
        return row.vpc == vpc.id;
    });
    auto id = table->id;
    ec2.state.route_tables.edit(call.batch(), id, [&](RouteTableRow& row) {
        RouteRow route;
        route.cidr = "0.0.0.0/0";
        route.gateway = gateway;
        row.routes.push_back(std::move(route));
    });
}

}  // namespace

void make_default_vpc_once(Ec2& ec2, Host& host) {
    // The marker stays when the VPC is deleted, so it is not made again.
    if (ec2.state.seeds.find(marker)) return;
    const auto owner = service_itself(host.place().account, "ec2.amazonaws.com");
    host.transact(owner, [&](Call& call) {
        const bool is_new = ec2.state.vpcs.empty() && ec2.state.dhcp_options.empty() &&
                            ec2.state.addresses.empty() && ec2.state.internet_gateways.empty();
        ec2.state.seeds.put(call.batch(), marker, {marker});
        if (!is_new) return;
        VpcRow row;
        row.cidr = vpc_range;
        row.dns_hostnames = true;
        row.is_default = true;
        const auto& vpc = put_vpc(ec2, call, std::move(row));
        put_default_subnets(ec2, call, vpc);
        put_way_out(ec2, call, vpc);
    });
}

}  // namespace atlas::aws::ec2
