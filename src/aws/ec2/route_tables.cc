// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/describe.h"
#include "aws/ec2/ids.h"
#include "aws/ec2/operations.h"
#include "aws/ec2/prefix_lists.h"
#include "aws/ec2/tags.h"
#include "aws/models/ec2/associate_route_table.h"
#include "aws/models/ec2/create_route_table.h"
#include "aws/models/ec2/delete_route_table.h"
#include "aws/models/ec2/describe_route_tables.h"
#include "aws/models/ec2/disassociate_route_table.h"
#include "aws/models/ec2/replace_route_table_association.h"

namespace atlas::aws::ec2 {
namespace {

void set_where_given(std::optional<std::string>& member, const std::string& value) {
    if (!value.empty()) member = value;
}

/// Whether a route's target exists and is attached. If not, AWS shows the route as a blackhole.
bool leads_somewhere(const State& state, const RouteTableRow& table, const RouteRow& row) {
    if (!row.nat_gateway.empty()) return state.nat_gateways.find(row.nat_gateway);
    if (!row.eni.empty()) return state.enis.find(row.eni);
    if (row.gateway == "local") return true;
    const auto* gateway = state.internet_gateways.find(row.gateway);
    return gateway && gateway->vpc == table.vpc;
}

Route render_route(
    const State& state, const Place& place, const RouteTableRow& table, const RouteRow& row
) {
    Route route;
    set_where_given(route.destination_cidr_block, row.cidr);
    set_where_given(route.destination_prefix_list_id, row.prefix_list);
    set_where_given(route.gateway_id, row.gateway);
    set_where_given(route.nat_gateway_id, row.nat_gateway);
    set_where_given(route.network_interface_id, row.eni);
    if (!row.eni.empty()) route.instance_owner_id = place.account;
    route.origin = row.origin;
    route.state = leads_somewhere(state, table, row) ? "active" : "blackhole";
    return route;
}

/// The table's routes, and one for each gateway endpoint that uses the table.
json::List<Route> render_routes(
    const State& state, const Place& place, const RouteTableRow& table
) {
    json::List<Route> routes;
    for (const auto& row : table.routes)
        routes.push_back(render_route(state, place, table, row));
    for (const auto& [id, endpoint] : state.endpoints) {
        const auto& tables = endpoint.route_tables;
        if (std::find(tables.begin(), tables.end(), table.id) == tables.end()) continue;
        for (const auto& list : aws_prefix_lists) {
            if (!endpoint.service.ends_with("." + std::string(list.service))) continue;
            Route route;
            route.destination_prefix_list_id = list.id;
            route.gateway_id = id;
            route.origin = "CreateRoute";
            route.state = "active";
            routes.push_back(std::move(route));
        }
    }
    return routes;
}

RouteTable render(const State& state, const Place& place, const RouteTableRow& row) {
    RouteTable table;
    table.route_table_id = row.id;
    table.vpc_id = row.vpc;
    table.owner_id = place.account;
    table.routes = render_routes(state, place, row);
    for (const auto& each : row.associations) {
        RouteTableAssociation association;
        association.route_table_association_id = each.id;
        association.route_table_id = row.id;
        association.main = each.subnet.empty();
        set_where_given(association.subnet_id, each.subnet);
        association.association_state.emplace().state = "associated";
        table.associations.push_back(std::move(association));
    }
    table.tags = render_tags(state, row.id);
    return table;
}

FilterValues association_values(const RouteTableRow& row, std::string_view name) {
    std::vector<std::string> values;
    for (const auto& each : row.associations) {
        if (name == "association.route-table-association-id") {
            values.push_back(each.id);
        } else if (name == "association.main") {
            values.push_back(filter_text(each.subnet.empty()));
        } else if (name == "association.subnet-id") {
            if (!each.subnet.empty()) values.push_back(each.subnet);
        } else if (name == "association.route-table-id") {
            values.push_back(row.id);
        }
    }
    return values;
}

FilterValues route_values(
    const State& state, const Place& place, const RouteTableRow& row, std::string_view name
) {
    std::vector<std::string> values;
    for (const auto& route : render_routes(state, place, row)) {
        const std::optional<std::string>* value = nullptr;
        if (name == "route.destination-cidr-block") value = &route.destination_cidr_block;
        if (name == "route.destination-prefix-list-id") value = &route.destination_prefix_list_id;
        if (name == "route.gateway-id") value = &route.gateway_id;
        if (name == "route.nat-gateway-id") value = &route.nat_gateway_id;
        if (name == "route.origin") value = &route.origin;
        if (name == "route.state") value = &route.state;
        if (!value) return std::nullopt;
        if (*value) values.push_back(**value);
    }
    return values;
}

FilterValues filter_values(
    const State& state, const Place& place, const RouteTableRow& row, std::string_view name
) {
    using Values = std::vector<std::string>;
    if (name == "route-table-id") return Values{row.id};
    if (name == "vpc-id") return Values{row.vpc};
    if (name == "owner-id") return Values{place.account};
    if (name.starts_with("association.")) return association_values(row, name);
    if (name.starts_with("route.")) return route_values(state, place, row, name);
    return std::nullopt;
}

Answer<CreateRouteTableOutput> create_route_table(
    Ec2& ec2, Call& call, const CreateRouteTableInput& input
) {
    auto& state = ec2.state;
    CreateRouteTableOutput output;
    output.client_token = input.client_token;
    if (const auto* before = State::made_before(state.route_tables, input.client_token)) {
        output.route_table = render(state, call.place(), *before);
        return output;
    }
    const auto& vpc = *ATLAS_TRY(need(state.vpcs, input.vpc_id));
    auto tags = ATLAS_TRY(tags_of(input.tag_specifications, "route-table"));
    RouteTableRow row;
    row.id = new_id(call, "rtb");
    row.vpc = vpc.id;
    row.client_token = input.client_token.value_or("");
    RouteRow local;
    local.cidr = vpc.cidr;
    local.gateway = "local";
    local.origin = "CreateRouteTable";
    row.routes.push_back(std::move(local));
    const auto& made = state.route_tables.put(call.batch(), row.id, row);
    put_tags(state, call.batch(), made.id, "route-table", tags);
    output.route_table = render(state, call.place(), made);
    return output;
}

Answer<DeleteRouteTableOutput> delete_route_table(
    Ec2& ec2, Call& call, const DeleteRouteTableInput& input
) {
    auto& state = ec2.state;
    const auto& row = *ATLAS_TRY(need(state.route_tables, input.route_table_id));
    if (!row.associations.empty()) return has_dependencies("routeTable", row.id);
    auto names_it = [&](const EndpointRow& endpoint) {
        const auto& tables = endpoint.route_tables;
        return std::find(tables.begin(), tables.end(), input.route_table_id) != tables.end();
    };
    for (const auto* endpoint : State::select(state.endpoints, names_it))
        state.endpoints.edit(call.batch(), endpoint->id, [&](EndpointRow& each) {
            std::erase(each.route_tables, input.route_table_id);
        });
    state.tags.erase(call.batch(), input.route_table_id);
    state.route_tables.erase(call.batch(), input.route_table_id);
    return DeleteRouteTableOutput{};
}

/// An association and its table.
struct Found {
    const RouteTableRow* table = nullptr;
    AssociationRow association;
};

Answer<Found> need_association(const State& state, const std::string& id) {
    for (const auto& [table_id, table] : state.route_tables)
        for (const auto& each : table.associations)
            if (each.id == id) return Found{&table, each};
    return AwsError{
        "InvalidAssociationID.NotFound", "The association ID '" + id + "' does not exist", 400, {}
    };
}

Answer<AssociateRouteTableOutput> associate_route_table(
    Ec2& ec2, Call& call, const AssociateRouteTableInput& input
) {
    auto& state = ec2.state;
    const auto& table = *ATLAS_TRY(need(state.route_tables, input.route_table_id));
    if (!input.subnet_id) return missing_parameter("subnetId");
    const auto& subnet = *ATLAS_TRY(need(state.subnets, *input.subnet_id));
    if (subnet.vpc != table.vpc)
        return AwsError{
            "InvalidParameterValue",
            "Route table " + table.id + " and subnet " + subnet.id +
                " belong to different networks",
            400,
            {}
        };
    AssociateRouteTableOutput output;
    output.association_state.emplace().state = "associated";
    for (const auto& [id, other] : state.route_tables) {
        for (const auto& each : other.associations) {
            if (each.subnet != subnet.id) continue;
            if (id != table.id)
                return AwsError{
                    "Resource.AlreadyAssociated",
                    "the specified association for route table " + table.id +
                        " conflicts with an existing association",
                    400,
                    {}
                };
            output.association_id = each.id;
            return output;
        }
    }
    output.association_id = new_id(call, "rtbassoc");
    state.route_tables.edit(call.batch(), table.id, [&](RouteTableRow& row) {
        row.associations.push_back({*output.association_id, subnet.id});
    });
    return output;
}

Answer<DisassociateRouteTableOutput> disassociate_route_table(
    Ec2& ec2, Call& call, const DisassociateRouteTableInput& input
) {
    auto found = ATLAS_TRY(need_association(ec2.state, input.association_id));
    if (found.association.subnet.empty())
        return AwsError{
            "InvalidParameterValue",
            "cannot disassociate the main route table association " + input.association_id,
            400,
            {}
        };
    ec2.state.route_tables.edit(call.batch(), found.table->id, [&](RouteTableRow& row) {
        std::erase_if(row.associations, [&](const AssociationRow& each) {
            return each.id == input.association_id;
        });
    });
    return DisassociateRouteTableOutput{};
}

/// Also makes another table the VPC's main one.
Answer<ReplaceRouteTableAssociationOutput> replace_route_table_association(
    Ec2& ec2, Call& call, const ReplaceRouteTableAssociationInput& input
) {
    auto& state = ec2.state;
    auto found = ATLAS_TRY(need_association(state, input.association_id));
    const auto& table = *ATLAS_TRY(need(state.route_tables, input.route_table_id));
    if (table.vpc != found.table->vpc)
        return invalid_value("The route tables belong to different networks");
    state.route_tables.edit(call.batch(), found.table->id, [&](RouteTableRow& row) {
        std::erase_if(row.associations, [&](const AssociationRow& each) {
            return each.id == input.association_id;
        });
    });
    ReplaceRouteTableAssociationOutput output;
    output.new_association_id = new_id(call, "rtbassoc");
    output.association_state.emplace().state = "associated";
    state.route_tables.edit(call.batch(), table.id, [&](RouteTableRow& row) {
        row.associations.push_back({*output.new_association_id, found.association.subnet});
    });
    return output;
}

Answer<DescribeRouteTablesOutput> describe_route_tables(
    Ec2& ec2, Call& call, const DescribeRouteTablesInput& input
) {
    const auto& place = call.place();
    DescribeRouteTablesOutput output;
    for (const auto* row : ATLAS_TRY(find_rows(
             ec2.state,
             ec2.state.route_tables,
             input.route_table_ids,
             input.filters,
             [&](const RouteTableRow& each, std::string_view name) {
                 return filter_values(ec2.state, place, each, name);
             }
         )))
        output.route_tables.push_back(render(ec2.state, place, *row));
    output.next_token =
        ATLAS_TRY(cut_page(output.route_tables, input.max_results, input.next_token, {5, 100}));
    return output;
}

}  // namespace

void add_route_table_operations(std::vector<Operation>& operations, Ec2& ec2) {
    add<CreateRouteTable>(operations, ec2, create_route_table);
    add<DeleteRouteTable>(operations, ec2, delete_route_table);
    add<AssociateRouteTable>(operations, ec2, associate_route_table);
    add<DisassociateRouteTable>(operations, ec2, disassociate_route_table);
    add<ReplaceRouteTableAssociation>(operations, ec2, replace_route_table_association);
    add<DescribeRouteTables>(operations, ec2, describe_route_tables);
}

}  // namespace atlas::aws::ec2
