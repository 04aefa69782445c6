// SPDX-License-Identifier: Apache-2.0
#include "aws/kafka/place_brokers.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "aws/kafka/state.h"
#include "aws/models/ec2/create_network_interface.h"
#include "aws/models/ec2/delete_network_interface.h"
#include "aws/models/ec2/describe_route_tables.h"
#include "aws/models/ec2/describe_security_groups.h"
#include "aws/models/ec2/describe_subnets.h"
#include "aws/models/ec2/describe_vpcs.h"
#include "base/log.h"
#include "network/vpc_rules.h"

namespace atlas::aws::kafka {
namespace {

ec2::Filter filter(const std::string& name, const std::string& value) {
    ec2::Filter made;
    made.name = name;
    made.values.push_back(value);
    return made;
}

Answer<std::vector<ec2::Subnet>> read_subnets(Call& call, const std::vector<std::string>& ids) {
    if (ids.size() < 2 || ids.size() > 3)
        return bad_request("Specify either two or three client subnets.", "clientSubnets");
    ec2::DescribeSubnetsInput input;
    input.subnet_ids = ids;
    auto output = call.invoke<ec2::DescribeSubnets>(kafka_role(call.place()), input);
    if (!output) return bad_request(output.error().message, "clientSubnets");
    // In the order of the request, which decides where the brokers go.
    std::vector<ec2::Subnet> ordered;
    std::set<std::string> zones;
    std::set<std::string> vpcs;
    for (const auto& id : ids) {
        for (const auto& subnet : output.value().subnets) {
            if (subnet.subnet_id != id) continue;
            zones.insert(subnet.availability_zone.value_or(""));
            vpcs.insert(subnet.vpc_id.value_or(""));
            ordered.push_back(subnet);
        }
    }
    if (zones.size() != ids.size()) {
        return bad_request(
            "The client subnets must be in different Availability Zones.", "clientSubnets"
        );
    }
    if (vpcs.size() != 1)
        return bad_request("The client subnets must be in the same VPC.", "clientSubnets");
    return ordered;
}

Answer<std::string> read_cidr(Call& call, const std::string& vpc) {
    ec2::DescribeVpcsInput input;
    input.vpc_ids.push_back(vpc);
    auto output = call.invoke<ec2::DescribeVpcs>(kafka_role(call.place()), input);
    if (!output) return std::move(output).error();
    return output.value().vpcs.front().cidr_block.value_or("");
}

Answer<std::vector<std::string>> default_group(Call& call, const std::string& vpc) {
    ec2::DescribeSecurityGroupsInput input;
    input.filters.push_back(filter("vpc-id", vpc));
    input.filters.push_back(filter("group-name", "default"));
    auto output = call.invoke<ec2::DescribeSecurityGroups>(kafka_role(call.place()), input);
    if (!output) return std::move(output).error();
    std::vector<std::string> ids;
    for (const auto& group : output.value().security_groups)
        ids.push_back(group.group_id.value_or(""));
    return ids;
}

Answer<BrokerRow> place_broker(
    Call& call,
    int id,
    const ec2::Subnet& subnet,
    const std::vector<std::string>& groups,
    const std::string& cluster_name
) {
    ec2::CreateNetworkInterfaceInput input;
    input.subnet_id = subnet.subnet_id.value_or("");
    input.description = "DO NOT DELETE - Amazon MSK network interface for cluster " + cluster_name;
    input.groups = groups;
    auto made = call.invoke<ec2::CreateNetworkInterface>(kafka_role(call.place()), input);
    if (!made) return std::move(made).error();
    const auto& eni = *made.value().network_interface;
    return BrokerRow{
        id,
        input.subnet_id,
        subnet.availability_zone_id.value_or(""),
        eni.network_interface_id.value_or(""),
        eni.private_ip_address.value_or("")
    };
}

/// The routes of a subnet: those of its own route table, or of the VPC's main one.
Answer<std::vector<ec2::Route>> routes_of(
    Call& call, const std::string& vpc, const std::string& subnet
) {
    ec2::DescribeRouteTablesInput own;
    own.filters.push_back(filter("association.subnet-id", subnet));
    auto tables = call.invoke<ec2::DescribeRouteTables>(kafka_role(call.place()), own);
    if (!tables) return std::move(tables).error();
    if (tables.value().route_tables.empty()) {
        ec2::DescribeRouteTablesInput main;
        main.filters.push_back(filter("vpc-id", vpc));
        main.filters.push_back(filter("association.main", "true"));
        tables = call.invoke<ec2::DescribeRouteTables>(kafka_role(call.place()), main);
        if (!tables) return std::move(tables).error();
    }
    std::vector<ec2::Route> routes;
    for (const auto& table : tables.value().route_tables)
        routes.insert(routes.end(), table.routes.begin(), table.routes.end());
    return routes;
}

}  // namespace

Answer<PlacedBrokers> place_brokers(
    Call& call,
    const std::string& cluster_name,
    const std::vector<std::string>& subnets,
    const std::vector<std::string>& groups,
    int count
) {
    auto read = read_subnets(call, subnets);
    if (!read) return std::move(read).error();
    const auto& ordered = read.value();
    PlacedBrokers placed;
    placed.vpc = ordered.front().vpc_id.value_or("");
    auto cidr = read_cidr(call, placed.vpc);
    if (!cidr) return std::move(cidr).error();
    placed.resolver = ATLAS_TRY(network::resolver_address(cidr.value()));
    placed.groups = groups;
    if (groups.empty()) {
        auto found = default_group(call, placed.vpc);
        if (!found) return std::move(found).error();
        placed.groups = std::move(found).value();
    }
    for (int id = 1; id <= count; ++id) {
        const auto& subnet = ordered[static_cast<std::size_t>(id - 1) % ordered.size()];
        auto broker = place_broker(call, id, subnet, placed.groups, cluster_name);
        if (!broker) {
            release_brokers(call, placed.brokers);
            return bad_request(broker.error().message);
        }
        placed.brokers.push_back(std::move(broker).value());
    }
    return placed;
}

void release_brokers(Call& call, const std::vector<BrokerRow>& brokers) {
    for (const auto& broker : brokers) {
        ec2::DeleteNetworkInterfaceInput input;
        input.network_interface_id = broker.eni;
        auto gone = call.invoke<ec2::DeleteNetworkInterface>(kafka_role(call.place()), input);
        if (!gone && gone.error().code != "InvalidNetworkInterfaceID.NotFound")
            log::warning("kafka", "give back {}: {}", broker.eni, gone.error().message);
    }
}

Answer<> check_public(Call& call, const std::string& vpc, const std::vector<std::string>& subnets) {
    for (const auto& subnet : subnets) {
        auto routes = routes_of(call, vpc, subnet);
        if (!routes) return std::move(routes).error();
        auto leads_out = [](const ec2::Route& route) {
            return route.destination_cidr_block == "0.0.0.0/0" &&
                   route.gateway_id.value_or("").starts_with("igw-");
        };
        if (std::ranges::none_of(routes.value(), leads_out)) {
            return bad_request(
                fmt::format(
                    "To turn on public access, the cluster's subnets must be public: {} has no "
                    "route to an internet gateway.",
                    subnet
                ),
                "connectivityInfo"
            );
        }
    }
    return {};
}

}  // namespace atlas::aws::kafka
