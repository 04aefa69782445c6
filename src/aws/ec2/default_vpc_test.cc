// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/default_vpc.h"

#include <set>

#include "aws/ec2/ec2_fixture.h"
#include "aws/models/ec2/delete_internet_gateway.h"
#include "aws/models/ec2/delete_subnet.h"
#include "aws/models/ec2/delete_vpc.h"
#include "aws/models/ec2/describe_internet_gateways.h"
#include "aws/models/ec2/describe_route_tables.h"
#include "aws/models/ec2/describe_security_groups.h"
#include "aws/models/ec2/describe_subnets.h"
#include "aws/models/ec2/describe_vpcs.h"
#include "aws/models/ec2/detach_internet_gateway.h"

namespace atlas::aws::ec2 {
namespace {

TEST_CASE("a new region has a default VPC with a public subnet a zone") {
    Ec2Fixture ec2(Ec2Fixture::Age::new_region);
    DescribeVpcsInput asked;
    asked.filters.push_back(Ec2Fixture::filter("is-default", "true"));
    auto vpcs = ec2.must<DescribeVpcs>(asked).vpcs;
    REQUIRE(vpcs.size() == 1);
    CHECK(vpcs[0].cidr_block == "172.31.0.0/16");
    CHECK(vpcs[0].is_default == true);
    auto subnets = ec2.must<DescribeSubnets>({}).subnets;
    REQUIRE(subnets.size() == ec2.region.host.here.zones.size());
    std::set<std::string> ranges;
    for (const auto& subnet : subnets) {
        CHECK(subnet.default_for_az == true);
        CHECK(subnet.map_public_ip_on_launch == true);
        CHECK(subnet.available_ip_address_count == 4091);
        ranges.insert(*subnet.cidr_block);
    }
    CHECK(ranges.contains("172.31.0.0/20"));
    CHECK(ranges.contains("172.31.16.0/20"));
    auto gateways = ec2.must<DescribeInternetGateways>({}).internet_gateways;
    REQUIRE(gateways.size() == 1);
    CHECK(gateways[0].attachments[0].vpc_id == vpcs[0].vpc_id);
    auto tables = ec2.must<DescribeRouteTables>({}).route_tables;
    REQUIRE(tables.size() == 1);
    REQUIRE(tables[0].routes.size() == 2);
    CHECK(tables[0].routes[1].gateway_id == gateways[0].internet_gateway_id);
    CHECK(ec2.must<DescribeSecurityGroups>({}).security_groups.size() == 1);
}

TEST_CASE("the default VPC costs the kernel nothing until an interface is placed in it") {
    Ec2Fixture ec2(Ec2Fixture::Age::new_region);
    CHECK(ec2.network.applied.empty());
    auto vpc = *ec2.must<DescribeVpcs>({}).vpcs[0].vpc_id;
    auto subnet = *ec2.must<DescribeSubnets>({}).subnets[0].subnet_id;
    ec2.make_eni(subnet, ec2.make_group(vpc, "app"));
    ec2.region.settle();
    CHECK(ec2.network.applied.contains(vpc));
}

TEST_CASE("a default VPC that was deleted stays deleted, and an older region gets none") {
    Ec2Fixture ec2(Ec2Fixture::Age::new_region);
    auto vpc = *ec2.must<DescribeVpcs>({}).vpcs[0].vpc_id;
    for (const auto& subnet : ec2.must<DescribeSubnets>({}).subnets) {
        DeleteSubnetInput remove;
        remove.subnet_id = *subnet.subnet_id;
        ec2.must<DeleteSubnet>(remove);
    }
    auto gateway = *ec2.must<DescribeInternetGateways>({}).internet_gateways[0].internet_gateway_id;
    DetachInternetGatewayInput detach;
    detach.internet_gateway_id = gateway;
    detach.vpc_id = vpc;
    ec2.must<DetachInternetGateway>(detach);
    DeleteInternetGatewayInput remove_gateway;
    remove_gateway.internet_gateway_id = gateway;
    ec2.must<DeleteInternetGateway>(remove_gateway);
    DeleteVpcInput remove;
    remove.vpc_id = vpc;
    ec2.must<DeleteVpc>(remove);

    auto vpcs_after = [](auto rows) {
        network::FakeNetwork network;
        auto service = make_service(network);
        testing::ServiceFixture again;
        again.store.rows = std::move(rows);
        again.start({service.get()});
        return again.call<DescribeVpcs>({}).value().vpcs.size();
    };
    CHECK(vpcs_after(ec2.region.store.rows) == 0);
    Ec2Fixture older;
    older.make_vpc();
    older.region.store.rows.erase({"ec2.seed", "default-vpc"});
    CHECK(vpcs_after(older.region.store.rows) == 1);
}

}  // namespace
}  // namespace atlas::aws::ec2
