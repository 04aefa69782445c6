// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/errors.h"
#include "aws/ec2/operations.h"
#include "aws/models/ec2/create_route.h"
#include "aws/models/ec2/delete_route.h"
#include "aws/models/ec2/replace_route.h"
#include "network/cidr.h"

namespace atlas::aws::ec2 {
namespace {

template <typename Row>
Answer<> check_network(const RouteTableRow& table, const std::string& kind, const Row& target) {
    if (target.vpc == table.vpc) return {};
    return invalid_value(
        "route table " + table.id + " and " + kind + " " + target.id +
        " belong to different networks"
    );
}

/// The route in a request. Its target must exist and belong to the table's VPC.
template <typename Input>
Answer<RouteRow> route_of(const State& state, const RouteTableRow& table, const Input& input) {
    if (!input.destination_cidr_block) return missing_parameter("destinationCidrBlock");
    auto cidr = network::parse_cidr(*input.destination_cidr_block);
    if (!cidr)
        return invalid_value(
            *input.destination_cidr_block, "destinationCidrBlock", "This is not a valid CIDR block."
        );
    RouteRow row;
    row.cidr = cidr->text();
    if (input.gateway_id) {
        const auto& gateway = *ATLAS_TRY(need(state.internet_gateways, *input.gateway_id));
        ATLAS_TRY(check_network(table, "network gateway", gateway));
        row.gateway = gateway.id;
    } else if (input.nat_gateway_id) {
        const auto* gateway = state.nat_gateways.find(*input.nat_gateway_id);
        if (!gateway)
            return AwsError{
                "InvalidNatGatewayID.NotFound",
                "The natGateway ID '" + *input.nat_gateway_id + "' does not exist",
                400,
                {}
            };
        ATLAS_TRY(check_network(table, "network gateway", *gateway));
        row.nat_gateway = gateway->id;
    } else if (input.network_interface_id) {
        const auto& eni = *ATLAS_TRY(need(state.enis, *input.network_interface_id));
        ATLAS_TRY(check_network(table, "interface", eni));
        row.eni = eni.id;
    } else {
        return missing_parameter("gatewayId or natGatewayId or networkInterfaceId");
    }
    return row;
}

const RouteRow* find_route(const RouteTableRow& table, const std::string& cidr) {
    for (const auto& route : table.routes)
        if (route.cidr == cidr) return &route;
    return nullptr;
}

AwsError no_route(const RouteTableRow& table, const std::string& cidr) {
    return {
        "InvalidRoute.NotFound",
        "no route with destination-cidr-block " + cidr + " in route table " + table.id,
        400,
        {}
    };
}

Answer<CreateRouteOutput> create_route(Ec2& ec2, Call& call, const CreateRouteInput& input) {
    const auto& table = *ATLAS_TRY(need(ec2.state.route_tables, input.route_table_id));
    auto route = ATLAS_TRY(route_of(ec2.state, table, input));
    if (find_route(table, route.cidr))
        return AwsError{
            "RouteAlreadyExists",
            "The route identified by " + route.cidr + " already exists.",
            400,
            {}
        };
    ec2.state.route_tables.edit(call.batch(), table.id, [&](RouteTableRow& row) {
        row.routes.push_back(std::move(route));
    });
    CreateRouteOutput output;
    output.return_ = true;
    return output;
}

Answer<ReplaceRouteOutput> replace_route(Ec2& ec2, Call& call, const ReplaceRouteInput& input) {
    const auto& table = *ATLAS_TRY(need(ec2.state.route_tables, input.route_table_id));
    auto route = ATLAS_TRY(route_of(ec2.state, table, input));
    const auto* before = find_route(table, route.cidr);
    if (!before || before->gateway == "local") return no_route(table, route.cidr);
    ec2.state.route_tables.edit(call.batch(), table.id, [&](RouteTableRow& row) {
        for (auto& each : row.routes)
            if (each.cidr == route.cidr) each = route;
    });
    return ReplaceRouteOutput{};
}

Answer<DeleteRouteOutput> delete_route(Ec2& ec2, Call& call, const DeleteRouteInput& input) {
    const auto& table = *ATLAS_TRY(need(ec2.state.route_tables, input.route_table_id));
    auto asked = input.destination_cidr_block.value_or(
        input.destination_prefix_list_id.value_or(input.destination_ipv6_cidr_block.value_or(""))
    );
    auto cidr = network::parse_cidr(asked);
    const auto* route = cidr ? find_route(table, cidr->text()) : nullptr;
    if (!route) return no_route(table, asked);
    if (route->gateway == "local")
        return invalid_value("cannot remove local route " + asked + " in route table " + table.id);
    ec2.state.route_tables.edit(call.batch(), table.id, [&](RouteTableRow& row) {
        std::erase_if(row.routes, [&](const RouteRow& each) { return each.cidr == cidr->text(); });
    });
    return DeleteRouteOutput{};
}

}  // namespace

void add_route_operations(std::vector<Operation>& operations, Ec2& ec2) {
    add<CreateRoute>(operations, ec2, create_route);
    add<ReplaceRoute>(operations, ec2, replace_route);
    add<DeleteRoute>(operations, ec2, delete_route);
}

}  // namespace atlas::aws::ec2
