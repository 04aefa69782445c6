// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/ec2_fixture.h"
#include "aws/models/ec2/attach_internet_gateway.h"
#include "aws/models/ec2/create_internet_gateway.h"
#include "aws/models/ec2/delete_subnet.h"
#include "aws/models/ec2/delete_vpc.h"
#include "aws/models/ec2/describe_dhcp_options.h"
#include "aws/models/ec2/describe_network_acls.h"
#include "aws/models/ec2/describe_route_tables.h"
#include "aws/models/ec2/describe_security_groups.h"
#include "aws/models/ec2/describe_subnets.h"
#include "aws/models/ec2/describe_vpc_attribute.h"
#include "aws/models/ec2/describe_vpcs.h"
#include "aws/models/ec2/detach_internet_gateway.h"
#include "aws/models/ec2/modify_subnet_attribute.h"
#include "aws/models/ec2/modify_vpc_attribute.h"

namespace atlas::aws::ec2 {
namespace {

TEST_CASE("a VPC is available at the first look, with all that Terraform reads beside it") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    CHECK(vpc.size() == 21);
    DescribeVpcsInput describe;
    describe.vpc_ids.push_back(vpc);
    auto vpcs = ec2.must<DescribeVpcs>(describe).vpcs;
    REQUIRE(vpcs.size() == 1);
    CHECK(vpcs[0].state == "available");
    CHECK(vpcs[0].cidr_block == "10.0.0.0/16");
    DescribeDhcpOptionsInput options;
    options.dhcp_options_ids.push_back(*vpcs[0].dhcp_options_id);
    CHECK(ec2.must<DescribeDhcpOptions>(options).dhcp_options.size() == 1);

    DescribeNetworkAclsInput acls;
    acls.filters = {Ec2Fixture::filter("default", "true"), Ec2Fixture::filter("vpc-id", vpc)};
    CHECK(ec2.must<DescribeNetworkAcls>(acls).network_acls.size() == 1);
    DescribeRouteTablesInput tables;
    tables.filters = {
        Ec2Fixture::filter("association.main", "true"), Ec2Fixture::filter("vpc-id", vpc)
    };
    auto main = ec2.must<DescribeRouteTables>(tables).route_tables;
    REQUIRE(main.size() == 1);
    CHECK(main[0].routes[0].gateway_id == "local");
    DescribeSecurityGroupsInput groups;
    groups.filters = {
        Ec2Fixture::filter("group-name", "default"), Ec2Fixture::filter("vpc-id", vpc)
    };
    auto defaults = ec2.must<DescribeSecurityGroups>(groups).security_groups;
    REQUIRE(defaults.size() == 1);
    CHECK(defaults[0].ip_permissions[0].user_id_group_pairs[0].group_id == defaults[0].group_id);
    CHECK(!defaults[0].ip_permissions[0].from_port);
}

TEST_CASE("attributes of a VPC are changed one by one") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    auto hostnames = [&] {
        DescribeVpcAttributeInput input;
        input.vpc_id = vpc;
        input.attribute = "enableDnsHostnames";
        return ec2.must<DescribeVpcAttribute>(input).enable_dns_hostnames->value;
    };
    CHECK(hostnames() == false);
    ModifyVpcAttributeInput modify;
    modify.vpc_id = vpc;
    modify.enable_dns_hostnames.emplace().value = true;
    ec2.must<ModifyVpcAttribute>(modify);
    CHECK(hostnames() == true);
    DescribeVpcAttributeInput unknown;
    unknown.vpc_id = vpc;
    unknown.attribute = "colour";
    CHECK(ec2.refused<DescribeVpcAttribute>(unknown) == "InvalidParameterValue");
}

TEST_CASE("ranges that AWS refuses are refused") {
    Ec2Fixture ec2;
    CreateVpcInput wide;
    wide.cidr_block = "10.0.0.0/8";
    CHECK(ec2.refused<CreateVpc>(wide) == "InvalidVpc.Range");
    wide.cidr_block = "here";
    CHECK(ec2.refused<CreateVpc>(wide) == "InvalidParameterValue");
    auto vpc = ec2.make_vpc();
    ec2.make_subnet(vpc, "10.0.1.0/24");
    CreateSubnetInput subnet;
    subnet.vpc_id = vpc;
    subnet.cidr_block = "10.0.1.128/25";
    CHECK(ec2.refused<CreateSubnet>(subnet) == "InvalidSubnet.Conflict");
    subnet.cidr_block = "10.1.0.0/24";
    CHECK(ec2.refused<CreateSubnet>(subnet) == "InvalidSubnet.Range");
    subnet.cidr_block = "10.0.2.0/24";
    subnet.availability_zone = "us-east-1q";
    CHECK(ec2.refused<CreateSubnet>(subnet) == "InvalidParameterValue");
    subnet.vpc_id = "vpc-0";
    CHECK(ec2.refused<CreateSubnet>(subnet) == "InvalidVpcID.NotFound");
}

TEST_CASE("a subnet counts its addresses and knows its zone's id") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    auto subnet = ec2.make_subnet(vpc, "10.0.1.0/24");
    ModifySubnetAttributeInput modify;
    modify.subnet_id = subnet;
    modify.map_public_ip_on_launch.emplace().value = true;
    ec2.must<ModifySubnetAttribute>(modify);
    ec2.make_eni(subnet, ec2.make_group(vpc, "app"));
    auto subnets = ec2.must<DescribeSubnets>({}).subnets;
    REQUIRE(subnets.size() == 1);
    CHECK(subnets[0].available_ip_address_count == 250);
    CHECK(subnets[0].availability_zone_id == "use1-az1");
    CHECK(subnets[0].map_public_ip_on_launch == true);
}

TEST_CASE("pages follow one another to the end") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    for (int number = 0; number < 12; ++number)
        ec2.make_subnet(vpc, "10.0." + std::to_string(number) + ".0/24");
    DescribeSubnetsInput input;
    input.max_results = 5;
    std::size_t seen = 0;
    int pages = 0;
    do {
        auto page = ec2.must<DescribeSubnets>(input);
        seen += page.subnets.size();
        input.next_token = page.next_token;
        ++pages;
    } while (input.next_token);
    CHECK(seen == 12);
    CHECK(pages == 3);
    for (const auto* foreign : {"x", "5", "MTA=", "MTAuMTIz"}) {
        input.next_token = foreign;
        CHECK(ec2.refused<DescribeSubnets>(input) == "InvalidNextToken");
    }
    input.next_token.reset();
    auto of_subnets = ec2.must<DescribeSubnets>(input).next_token;
    DescribeVpcsInput others;
    others.max_results = 5;
    others.next_token = of_subnets;
    CHECK(ec2.refused<DescribeVpcs>(others) == "InvalidNextToken");
    input.max_results = 4;
    CHECK(ec2.refused<DescribeSubnets>(input) == "InvalidParameterValue");
}

TEST_CASE("what is left in a VPC keeps it") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    DeleteVpcInput remove;
    remove.vpc_id = vpc;
    auto gateway = *ec2.must<CreateInternetGateway>({}).internet_gateway->internet_gateway_id;
    ec2.must<AttachInternetGateway>({{}, gateway, vpc});
    CHECK(ec2.refused<DeleteVpc>(remove) == "DependencyViolation");
    ec2.must<DetachInternetGateway>({{}, gateway, vpc});
    auto subnet = ec2.make_subnet(vpc, "10.0.1.0/24");
    CHECK(ec2.refused<DeleteVpc>(remove) == "DependencyViolation");
    DeleteSubnetInput remove_subnet;
    remove_subnet.subnet_id = subnet;
    ec2.must<DeleteSubnet>(remove_subnet);
    ec2.must<DeleteVpc>(remove);
    CHECK(ec2.refused<DeleteVpc>(remove) == "InvalidVpcID.NotFound");
    CHECK(ec2.must<DescribeRouteTables>({}).route_tables.empty());
    CHECK(ec2.must<DescribeSecurityGroups>({}).security_groups.empty());
}

TEST_CASE("a dry run says that it would have gone well, and does nothing") {
    Ec2Fixture ec2;
    CreateVpcInput input;
    input.cidr_block = "10.0.0.0/16";
    input.dry_run = true;
    CHECK(ec2.refused<CreateVpc>(input) == "DryRunOperation");
    CHECK(ec2.must<DescribeVpcs>({}).vpcs.empty());
}

}  // namespace
}  // namespace atlas::aws::ec2
