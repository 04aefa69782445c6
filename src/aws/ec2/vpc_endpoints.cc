// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/describe.h"
#include "aws/ec2/ids.h"
#include "aws/ec2/operations.h"
#include "aws/ec2/prefix_lists.h"
#include "aws/ec2/tags.h"
#include "aws/models/ec2/create_vpc_endpoint.h"
#include "aws/models/ec2/delete_vpc_endpoints.h"
#include "aws/models/ec2/describe_vpc_endpoint_services.h"
#include "aws/models/ec2/describe_vpc_endpoints.h"
#include "aws/models/ec2/modify_vpc_endpoint.h"

namespace atlas::aws::ec2 {
namespace {

/// AWS's default policy of an endpoint: full access.
constexpr const char* open_policy =
    R"({"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*",)"
    R"("Action":"*","Resource":"*"}]})";

std::string service_name(const Place& place, const AwsPrefixList& list) {
    return "com.amazonaws." + place.region + "." + std::string(list.service);
}

VpcEndpoint render(const State& state, const Place& place, const EndpointRow& row) {
    VpcEndpoint endpoint;
    endpoint.vpc_endpoint_id = row.id;
    endpoint.vpc_endpoint_type = "Gateway";
    endpoint.vpc_id = row.vpc;
    endpoint.service_name = row.service;
    endpoint.service_region = place.region;
    endpoint.state = "available";
    endpoint.policy_document = row.policy;
    for (const auto& table : row.route_tables)
        endpoint.route_table_ids.push_back(table);
    endpoint.ip_address_type = "ipv4";
    endpoint.dns_options.emplace().dns_record_ip_type = "service-defined";
    endpoint.dns_options->private_dns_specified_domains.leave_out();
    endpoint.private_dns_enabled = false;
    endpoint.requester_managed = false;
    endpoint.creation_timestamp = row.created;
    endpoint.owner_id = place.account;
    endpoint.ipv4_prefixes.leave_out();
    endpoint.ipv6_prefixes.leave_out();
    endpoint.tags = render_tags(state, row.id);
    return endpoint;
}

FilterValues filter_values(const EndpointRow& row, std::string_view name) {
    using Values = std::vector<std::string>;
    if (name == "vpc-endpoint-id") return Values{row.id};
    if (name == "vpc-id") return Values{row.vpc};
    if (name == "service-name") return Values{row.service};
    if (name == "vpc-endpoint-state") return Values{"available"};
    if (name == "vpc-endpoint-type") return Values{"Gateway"};
    if (name == "ip-address-type") return Values{"ipv4"};
    return std::nullopt;
}

Answer<> check_service(const Place& place, const std::string& service) {
    for (const auto& list : aws_prefix_lists)
        if (service == service_name(place, list)) return {};
    return AwsError{
        "InvalidServiceName", "The Vpc Endpoint Service '" + service + "' does not exist", 400, {}
    };
}

/// The tables must belong to the endpoint's VPC and must not have another endpoint of the same
/// service.
Answer<> check_tables(
    const State& state, const EndpointRow& row, const json::List<std::string>& tables
) {
    for (const auto& id : tables) {
        const auto& table = *ATLAS_TRY(need(state.route_tables, id));
        if (table.vpc != row.vpc)
            return invalid_value("Route table " + id + " does not belong to VPC " + row.vpc);
        const auto* other = State::select_one(state.endpoints, [&](const EndpointRow& each) {
            const auto& taken = each.route_tables;
            return each.id != row.id && each.service == row.service &&
                   std::find(taken.begin(), taken.end(), id) != taken.end();
        });
        if (other)
            return AwsError{
                "RouteAlreadyExists",
                "route table " + id + " already has a route with destination-prefix-list-id of " +
                    row.service,
                400,
                {}
            };
    }
    return {};
}

Answer<CreateVpcEndpointOutput> create_vpc_endpoint(
    Ec2& ec2, Call& call, const CreateVpcEndpointInput& input
) {
    auto& state = ec2.state;
    CreateVpcEndpointOutput output;
    output.client_token = input.client_token;
    if (const auto* before = State::made_before(state.endpoints, input.client_token)) {
        output.vpc_endpoint = render(state, call.place(), *before);
        return output;
    }
    ATLAS_TRY(need(state.vpcs, input.vpc_id));
    EndpointRow row;
    row.vpc = input.vpc_id;
    row.service = input.service_name.value_or("");
    row.policy = open_policy;
    row.client_token = input.client_token.value_or("");
    row.created = call.now();
    ATLAS_TRY(check_service(call.place(), row.service));
    ATLAS_TRY(check_tables(state, row, input.route_table_ids));
    auto tags = ATLAS_TRY(tags_of(input.tag_specifications, "vpc-endpoint"));
    row.route_tables.assign(input.route_table_ids.begin(), input.route_table_ids.end());
    row.id = new_id(call, "vpce");
    const auto& made = state.endpoints.put(call.batch(), row.id, row);
    put_tags(state, call.batch(), made.id, "vpc-endpoint", tags);
    output.vpc_endpoint = render(state, call.place(), made);
    return output;
}

Answer<ModifyVpcEndpointOutput> modify_vpc_endpoint(
    Ec2& ec2, Call& call, const ModifyVpcEndpointInput& input
) {
    const auto& row = *ATLAS_TRY(need(ec2.state.endpoints, input.vpc_endpoint_id));
    ATLAS_TRY(check_tables(ec2.state, row, input.add_route_table_ids));
    ec2.state.endpoints.edit(call.batch(), row.id, [&](EndpointRow& endpoint) {
        if (input.reset_policy.value_or(false)) endpoint.policy = open_policy;
        auto& tables = endpoint.route_tables;
        for (const auto& id : input.remove_route_table_ids)
            std::erase(tables, id);
        for (const auto& id : input.add_route_table_ids)
            if (std::find(tables.begin(), tables.end(), id) == tables.end()) tables.push_back(id);
    });
    ModifyVpcEndpointOutput output;
    output.return_ = true;
    return output;
}

/// Always succeeds; the answer lists the endpoints that could not be deleted.
Answer<DeleteVpcEndpointsOutput> delete_vpc_endpoints(
    Ec2& ec2, Call& call, const DeleteVpcEndpointsInput& input
) {
    DeleteVpcEndpointsOutput output;
    for (const auto& id : input.vpc_endpoint_ids) {
        if (ec2.state.endpoints.find(id)) {
            ec2.state.tags.erase(call.batch(), id);
            ec2.state.endpoints.erase(call.batch(), id);
            continue;
        }
        auto error = not_found(ec2.state.endpoints.name(), id);
        UnsuccessfulItem item;
        item.resource_id = id;
        item.error.emplace().code = error.code;
        item.error->message = error.message;
        output.unsuccessful.push_back(std::move(item));
    }
    return output;
}

Answer<DescribeVpcEndpointsOutput> describe_vpc_endpoints(
    Ec2& ec2, Call& call, const DescribeVpcEndpointsInput& input
) {
    DescribeVpcEndpointsOutput output;
    for (const auto* row : ATLAS_TRY(find_rows(
             ec2.state, ec2.state.endpoints, input.vpc_endpoint_ids, input.filters, filter_values
         )))
        output.vpc_endpoints.push_back(render(ec2.state, call.place(), *row));
    output.next_token =
        ATLAS_TRY(cut_page(output.vpc_endpoints, input.max_results, input.next_token, {1, 1000}));
    return output;
}

Answer<DescribeVpcEndpointServicesOutput> describe_vpc_endpoint_services(
    Ec2&, Call& call, const DescribeVpcEndpointServicesInput& input
) {
    const auto& place = call.place();
    for (const auto& name : input.service_names)
        ATLAS_TRY(check_service(place, name));
    DescribeVpcEndpointServicesOutput output;
    for (const auto& list : aws_prefix_lists) {
        auto name = service_name(place, list);
        const auto& asked = input.service_names;
        if (!asked.empty() && std::find(asked.begin(), asked.end(), name) == asked.end()) continue;
        auto ask = [&](std::string_view filter) -> FilterValues {
            using Values = std::vector<std::string>;
            if (filter == "service-name") return Values{name};
            if (filter == "service-type") return Values{"Gateway"};
            if (filter == "owner") return Values{"amazon"};
            return std::nullopt;
        };
        if (!ATLAS_TRY(passes(input.filters, nullptr, ask))) continue;
        ServiceDetail service;
        service.service_name = name;
        service.service_type.push_back({"Gateway"});
        service.service_region = place.region;
        for (const auto& zone : place.zones)
            service.availability_zones.push_back(zone);
        service.owner = "amazon";
        service.base_endpoint_dns_names.push_back(
            std::string(list.service) + "." + place.region + ".amazonaws.com"
        );
        service.vpc_endpoint_policy_supported = true;
        service.acceptance_required = false;
        service.manages_vpc_endpoints = false;
        output.service_details.push_back(std::move(service));
    }
    output.next_token =
        ATLAS_TRY(cut_page(output.service_details, input.max_results, input.next_token, {1, 1000}));
    for (const auto& service : output.service_details)
        output.service_names.push_back(*service.service_name);
    return output;
}

}  // namespace

void add_vpc_endpoint_operations(std::vector<Operation>& operations, Ec2& ec2) {
    add<CreateVpcEndpoint>(operations, ec2, create_vpc_endpoint);
    add<ModifyVpcEndpoint>(operations, ec2, modify_vpc_endpoint);
    add<DeleteVpcEndpoints>(operations, ec2, delete_vpc_endpoints);
    add<DescribeVpcEndpoints>(operations, ec2, describe_vpc_endpoints);
    add<DescribeVpcEndpointServices>(operations, ec2, describe_vpc_endpoint_services);
}

}  // namespace atlas::aws::ec2
