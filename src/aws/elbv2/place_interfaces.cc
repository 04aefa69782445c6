// SPDX-License-Identifier: Apache-2.0
#include "aws/elbv2/place_interfaces.h"

#include <algorithm>
#include <set>

#include "aws/models/ec2/create_network_interface.h"
#include "aws/models/ec2/delete_network_interface.h"
#include "aws/models/ec2/describe_security_groups.h"
#include "aws/models/ec2/describe_subnets.h"
#include "aws/models/ec2/describe_vpcs.h"
#include "aws/models/ec2/modify_network_interface_attribute.h"
#include "base/log.h"
#include "network/vpc_rules.h"

namespace atlas::aws::elbv2 {
namespace {

Answer<std::vector<ec2::Subnet>> read_subnets(Call& call, const std::vector<std::string>& ids) {
    ec2::DescribeSubnetsInput input;
    input.subnet_ids = ids;
    auto output = call.invoke<ec2::DescribeSubnets>(balancer_role(call.place()), input);
    if (!output) return AwsError{"SubnetNotFound", output.error().message, 400, {}};
    auto& subnets = output.value().subnets;
    std::set<std::string> zones;
    std::set<std::string> vpcs;
    for (const auto& subnet : subnets) {
        zones.insert(subnet.availability_zone.value_or(""));
        vpcs.insert(subnet.vpc_id.value_or(""));
    }
    if (vpcs.size() > 1) {
        return AwsError{
            "InvalidConfigurationRequest", "All subnets must belong to the same VPC", 400, {}
        };
    }
    if (zones.size() < 2) {
        return AwsError{
            "ValidationError",
            "At least two subnets in two different Availability Zones must be specified",
            400,
            {}
        };
    }
    if (zones.size() != subnets.size()) {
        return AwsError{
            "InvalidConfigurationRequest",
            "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
            400,
            {}
        };
    }
    return std::vector<ec2::Subnet>(subnets.begin(), subnets.end());
}

Answer<std::string> read_cidr(Call& call, const std::string& vpc) {
    ec2::DescribeVpcsInput input;
    input.vpc_ids.push_back(vpc);
    auto output = call.invoke<ec2::DescribeVpcs>(balancer_role(call.place()), input);
    if (!output) return std::move(output).error();
    return output.value().vpcs.front().cidr_block.value_or("");
}

Answer<std::vector<std::string>> default_group(Call& call, const std::string& vpc) {
    ec2::DescribeSecurityGroupsInput input;
    auto filter = [&](const std::string& name, const std::string& value) {
        ec2::Filter made;
        made.name = name;
        made.values.push_back(value);
        input.filters.push_back(std::move(made));
    };
    filter("vpc-id", vpc);
    filter("group-name", "default");
    auto output = call.invoke<ec2::DescribeSecurityGroups>(balancer_role(call.place()), input);
    if (!output) return std::move(output).error();
    std::vector<std::string> ids;
    for (const auto& group : output.value().security_groups)
        ids.push_back(group.group_id.value_or(""));
    return ids;
}

}  // namespace

Principal balancer_role(const Place& place) {
    return service_principal(
        place.account, "elasticloadbalancing.amazonaws.com", "AWSServiceRoleForElasticLoadBalancing"
    );
}

Answer<Placed> place_interfaces(
    Call& call,
    const std::string& description,
    const std::vector<std::string>& subnets,
    std::vector<std::string> groups
) {
    auto read = read_subnets(call, subnets);
    if (!read) return std::move(read).error();
    Placed placed;
    placed.vpc = read.value().front().vpc_id.value_or("");
    auto cidr = read_cidr(call, placed.vpc);
    if (!cidr) return std::move(cidr).error();
    placed.resolver = ATLAS_TRY(network::resolver_address(cidr.value()));
    if (groups.empty()) {
        auto found = default_group(call, placed.vpc);
        if (!found) return std::move(found).error();
        groups = std::move(found).value();
    }
    placed.groups = groups;
    for (const auto& subnet : read.value()) {
        ec2::CreateNetworkInterfaceInput input;
        input.subnet_id = subnet.subnet_id.value_or("");
        input.description = description;
        input.groups = groups;
        auto made = call.invoke<ec2::CreateNetworkInterface>(balancer_role(call.place()), input);
        if (!made) {
            release_interfaces(call, placed.interfaces);
            return std::move(made).error();
        }
        const auto& eni = *made.value().network_interface;
        placed.interfaces.push_back(
            {subnet.availability_zone.value_or(""),
             input.subnet_id,
             eni.network_interface_id.value_or(""),
             eni.private_ip_address.value_or("")}
        );
    }
    return placed;
}

Answer<> change_groups(
    Call& call, const std::vector<ZoneInterface>& interfaces, const std::vector<std::string>& groups
) {
    for (const auto& interface : interfaces) {
        ec2::ModifyNetworkInterfaceAttributeInput input;
        input.network_interface_id = interface.eni;
        input.groups = groups;
        auto changed =
            call.invoke<ec2::ModifyNetworkInterfaceAttribute>(balancer_role(call.place()), input);
        if (!changed) return std::move(changed).error();
    }
    return {};
}

void release_interfaces(Call& call, const std::vector<ZoneInterface>& interfaces) {
    for (const auto& interface : interfaces) {
        ec2::DeleteNetworkInterfaceInput input;
        input.network_interface_id = interface.eni;
        auto gone = call.invoke<ec2::DeleteNetworkInterface>(balancer_role(call.place()), input);
        if (!gone && gone.error().code != "InvalidNetworkInterfaceID.NotFound") {
            log::warning("elb", "give back {}: {}", interface.eni, gone.error().message);
        }
    }
}

}  // namespace atlas::aws::elbv2
