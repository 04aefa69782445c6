// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/ec2_fixture.h"
#include "aws/models/ec2/allocate_address.h"
#include "aws/models/ec2/associate_route_table.h"
#include "aws/models/ec2/attach_internet_gateway.h"
#include "aws/models/ec2/create_internet_gateway.h"
#include "aws/models/ec2/create_nat_gateway.h"
#include "aws/models/ec2/create_route.h"
#include "aws/models/ec2/create_route_table.h"
#include "aws/models/ec2/create_vpc_endpoint.h"
#include "aws/models/ec2/delete_nat_gateway.h"
#include "aws/models/ec2/delete_route.h"
#include "aws/models/ec2/delete_route_table.h"
#include "aws/models/ec2/delete_vpc_endpoints.h"
#include "aws/models/ec2/describe_addresses.h"
#include "aws/models/ec2/describe_nat_gateways.h"
#include "aws/models/ec2/describe_prefix_lists.h"
#include "aws/models/ec2/describe_route_tables.h"
#include "aws/models/ec2/describe_vpc_endpoints.h"
#include "aws/models/ec2/detach_internet_gateway.h"
#include "aws/models/ec2/disassociate_route_table.h"
#include "aws/models/ec2/release_address.h"

namespace atlas::aws::ec2 {
namespace {

std::string make_table(Ec2Fixture& ec2, const std::string& vpc) {
    CreateRouteTableInput input;
    input.vpc_id = vpc;
    return *ec2.must<CreateRouteTable>(input).route_table->route_table_id;
}

RouteTable describe(Ec2Fixture& ec2, const std::string& table) {
    DescribeRouteTablesInput input;
    input.route_table_ids.push_back(table);
    return ec2.must<DescribeRouteTables>(input).route_tables[0];
}

TEST_CASE("a route leads to the gateway, once, and is a blackhole when that is gone") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    auto table = make_table(ec2, vpc);
    auto gateway = *ec2.must<CreateInternetGateway>({}).internet_gateway->internet_gateway_id;
    CreateRouteInput route;
    route.route_table_id = table;
    route.destination_cidr_block = "0.0.0.0/0";
    route.gateway_id = gateway;
    CHECK(ec2.refused<CreateRoute>(route) == "InvalidParameterValue");
    AttachInternetGatewayInput attach;
    attach.internet_gateway_id = gateway;
    attach.vpc_id = vpc;
    ec2.must<AttachInternetGateway>(attach);
    ec2.must<CreateRoute>(route);
    CHECK(ec2.refused<CreateRoute>(route) == "RouteAlreadyExists");
    CHECK(describe(ec2, table).routes[1].state == "active");
    DetachInternetGatewayInput detach;
    detach.internet_gateway_id = gateway;
    detach.vpc_id = vpc;
    ec2.must<DetachInternetGateway>(detach);
    CHECK(describe(ec2, table).routes[1].state == "blackhole");
    DeleteRouteInput remove;
    remove.route_table_id = table;
    remove.destination_cidr_block = "0.0.0.0/0";
    ec2.must<DeleteRoute>(remove);
    CHECK(ec2.refused<DeleteRoute>(remove) == "InvalidRoute.NotFound");
    remove.destination_cidr_block = "10.0.0.0/16";
    CHECK(ec2.refused<DeleteRoute>(remove) == "InvalidParameterValue");
}

TEST_CASE("a subnet has one table, and an association keeps the table") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    auto table = make_table(ec2, vpc);
    auto subnet = ec2.make_subnet(vpc, "10.0.1.0/24");
    AssociateRouteTableInput associate;
    associate.route_table_id = table;
    associate.subnet_id = subnet;
    auto id = *ec2.must<AssociateRouteTable>(associate).association_id;
    associate.route_table_id = make_table(ec2, vpc);
    CHECK(ec2.refused<AssociateRouteTable>(associate) == "Resource.AlreadyAssociated");
    DescribeRouteTablesInput by_association;
    by_association.filters = {Ec2Fixture::filter("association.route-table-association-id", id)};
    auto found = ec2.must<DescribeRouteTables>(by_association).route_tables;
    REQUIRE(found.size() == 1);
    CHECK(found[0].associations[0].association_state->state == "associated");
    DeleteRouteTableInput remove;
    remove.route_table_id = table;
    CHECK(ec2.refused<DeleteRouteTable>(remove) == "DependencyViolation");
    DisassociateRouteTableInput disassociate;
    disassociate.association_id = id;
    ec2.must<DisassociateRouteTable>(disassociate);
    CHECK(ec2.refused<DisassociateRouteTable>(disassociate) == "InvalidAssociationID.NotFound");
    CHECK(ec2.must<DescribeRouteTables>(by_association).route_tables.empty());
    ec2.must<DeleteRouteTable>(remove);
}

TEST_CASE("a NAT gateway is available at once, holds its address, and gives it back") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    auto address = *ec2.must<AllocateAddress>({}).allocation_id;
    CreateNatGatewayInput create;
    create.subnet_id = ec2.make_subnet(vpc, "10.0.1.0/24");
    CHECK(ec2.refused<CreateNatGateway>(create) == "MissingParameter");
    create.allocation_id = address;
    create.client_token = "one";
    auto nat = *ec2.must<CreateNatGateway>(create).nat_gateway->nat_gateway_id;
    CHECK(ec2.must<CreateNatGateway>(create).nat_gateway->nat_gateway_id == nat);
    auto made = ec2.must<DescribeNatGateways>({}).nat_gateways;
    REQUIRE(made.size() == 1);
    CHECK(made[0].state == "available");
    CHECK(made[0].nat_gateway_addresses[0].allocation_id == address);
    CHECK(made[0].nat_gateway_addresses[0].private_ip->starts_with("10.0.1."));
    ReleaseAddressInput release;
    release.allocation_id = address;
    CHECK(ec2.refused<ReleaseAddress>(release) == "InvalidIPAddress.InUse");
    DeleteNatGatewayInput remove;
    remove.nat_gateway_id = nat;
    ec2.must<DeleteNatGateway>(remove);
    CHECK(ec2.refused<DeleteNatGateway>(remove) == "NatGatewayNotFound");
    ec2.must<ReleaseAddress>(release);
    CHECK(ec2.must<DescribeAddresses>({}).addresses.empty());
}

TEST_CASE("an S3 endpoint stands as a route to the prefix list in each of its tables") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    auto table = make_table(ec2, vpc);
    CreateVpcEndpointInput create;
    create.vpc_id = vpc;
    create.service_name = "com.amazonaws.us-east-1.nowhere";
    create.route_table_ids.push_back(table);
    CHECK(ec2.refused<CreateVpcEndpoint>(create) == "InvalidServiceName");
    create.service_name = "com.amazonaws.us-east-1.s3";
    auto made = *ec2.must<CreateVpcEndpoint>(create).vpc_endpoint;
    CHECK(made.state == "available");
    CHECK(ec2.refused<CreateVpcEndpoint>(create) == "RouteAlreadyExists");
    DescribePrefixListsInput lists;
    lists.filters = {Ec2Fixture::filter("prefix-list-name", *create.service_name)};
    auto list = ec2.must<DescribePrefixLists>(lists).prefix_lists[0];
    CHECK(!list.cidrs.empty());
    auto routes = describe(ec2, table).routes;
    REQUIRE(routes.size() == 2);
    CHECK(routes[1].destination_prefix_list_id == list.prefix_list_id);
    CHECK(routes[1].gateway_id == made.vpc_endpoint_id);
    DeleteVpcEndpointsInput remove;
    remove.vpc_endpoint_ids.push_back(*made.vpc_endpoint_id);
    CHECK(ec2.must<DeleteVpcEndpoints>(remove).unsuccessful.empty());
    auto again = ec2.must<DeleteVpcEndpoints>(remove).unsuccessful;
    REQUIRE(again.size() == 1);
    CHECK(again[0].error->code == "InvalidVpcEndpointId.NotFound");
    DescribeVpcEndpointsInput gone;
    gone.vpc_endpoint_ids.push_back(*made.vpc_endpoint_id);
    CHECK(ec2.refused<DescribeVpcEndpoints>(gone) == "InvalidVpcEndpointId.NotFound");
}

}  // namespace
}  // namespace atlas::aws::ec2
