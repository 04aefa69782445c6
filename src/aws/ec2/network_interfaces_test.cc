// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "aws/ec2/ec2_fixture.h"
#include "aws/models/ec2/delete_network_interface.h"
#include "aws/models/ec2/delete_subnet.h"
#include "aws/models/ec2/describe_network_interfaces.h"
#include "aws/models/ec2/modify_network_interface_attribute.h"

namespace atlas::aws::ec2 {
namespace {

TEST_CASE("an interface gets an address that is its own") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    auto subnet = ec2.make_subnet(vpc, "10.0.1.0/28");
    auto group = ec2.make_group(vpc, "app");
    std::set<std::string> addresses;
    for (int number = 0; number < 11; ++number)
        addresses.insert(*ec2.make_eni(subnet, group).private_ip_address);
    CHECK(addresses.size() == 11);
    CHECK(!addresses.contains("10.0.1.3"));
    CHECK(!addresses.contains("10.0.1.15"));
    CreateNetworkInterfaceInput full;
    full.subnet_id = subnet;
    CHECK(ec2.refused<CreateNetworkInterface>(full) == "InsufficientFreeAddressesInSubnet");
}

TEST_CASE("an address can be asked for") {
    Ec2Fixture ec2;
    auto subnet = ec2.make_subnet(ec2.make_vpc(), "10.0.1.0/24");
    CreateNetworkInterfaceInput input;
    input.subnet_id = subnet;
    input.private_ip_address = "10.0.1.77";
    auto made = *ec2.must<CreateNetworkInterface>(input).network_interface;
    CHECK(made.private_ip_address == "10.0.1.77");
    CHECK(made.private_dns_name == "ip-10-0-1-77.ec2.internal");
    CHECK(made.groups[0].group_name == "default");
    CHECK(made.status == "available");
    CHECK(ec2.refused<CreateNetworkInterface>(input) == "InvalidIPAddress.InUse");
    input.private_ip_address = "10.0.1.2";
    CHECK(ec2.refused<CreateNetworkInterface>(input) == "InvalidParameterValue");
    input.private_ip_address = "10.0.2.9";
    CHECK(ec2.refused<CreateNetworkInterface>(input) == "InvalidParameterValue");
}

TEST_CASE("a retry with the same client token makes nothing twice") {
    Ec2Fixture ec2;
    CreateNetworkInterfaceInput input;
    input.subnet_id = ec2.make_subnet(ec2.make_vpc(), "10.0.1.0/24");
    input.client_token = "t1";
    auto first = *ec2.must<CreateNetworkInterface>(input).network_interface;
    auto second = *ec2.must<CreateNetworkInterface>(input).network_interface;
    CHECK(first.network_interface_id == second.network_interface_id);
}

TEST_CASE("what a service of the region made is found as its own and is only its to delete") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    auto subnet = ec2.make_subnet(vpc, "10.0.1.0/24");
    auto elb = ec2.service_role("elasticloadbalancing");
    CreateNetworkInterfaceInput input;
    input.subnet_id = subnet;
    input.description = "ELB app/edge/50dc6c495c0c9188";
    auto made = ec2.region.call<CreateNetworkInterface>(input, elb);
    REQUIRE(made.ok());
    auto id = *made.value().network_interface->network_interface_id;
    DescribeNetworkInterfacesInput describe;
    describe.filters = {
        Ec2Fixture::filter("attachment.instance-owner-id", "amazon-elb"),
        Ec2Fixture::filter("description", "ELB app/edge/*"),
        Ec2Fixture::filter("status", "in-use")
    };
    auto found = ec2.must<DescribeNetworkInterfaces>(describe).network_interfaces;
    REQUIRE(found.size() == 1);
    CHECK(found[0].requester_managed == true);
    CHECK(found[0].requester_id == "amazon-elb");
    DeleteNetworkInterfaceInput remove;
    remove.network_interface_id = id;
    CHECK(ec2.refused<DeleteNetworkInterface>(remove) == "InvalidParameterValue");
    DeleteSubnetInput remove_subnet;
    remove_subnet.subnet_id = subnet;
    CHECK(ec2.refused<DeleteSubnet>(remove_subnet) == "DependencyViolation");
    CHECK(ec2.region.call<DeleteNetworkInterface>(remove, elb).ok());
    ec2.must<DeleteSubnet>(remove_subnet);
    CHECK(ec2.refused<DeleteNetworkInterface>(remove) == "InvalidNetworkInterfaceID.NotFound");
}

TEST_CASE("groups of an interface change, but only to groups of its VPC") {
    Ec2Fixture ec2;
    auto vpc = ec2.make_vpc();
    auto eni = ec2.make_eni(ec2.make_subnet(vpc, "10.0.1.0/24"), ec2.make_group(vpc, "app"));
    ModifyNetworkInterfaceAttributeInput modify;
    modify.network_interface_id = *eni.network_interface_id;
    modify.groups.push_back(ec2.make_group(ec2.make_vpc("10.1.0.0/16"), "far"));
    CHECK(ec2.refused<ModifyNetworkInterfaceAttribute>(modify) == "InvalidParameter");
    auto near = ec2.make_group(vpc, "near");
    modify.groups[0] = near;
    ec2.must<ModifyNetworkInterfaceAttribute>(modify);
    DescribeNetworkInterfacesInput describe;
    describe.filters = {Ec2Fixture::filter("group-id", near)};
    CHECK(ec2.must<DescribeNetworkInterfaces>(describe).network_interfaces.size() == 1);
}

}  // namespace
}  // namespace atlas::aws::ec2
