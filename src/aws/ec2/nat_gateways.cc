// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/describe.h"
#include "aws/ec2/ids.h"
#include "aws/ec2/network_interface.h"
#include "aws/ec2/operations.h"
#include "aws/ec2/subnet_addresses.h"
#include "aws/ec2/tags.h"
#include "aws/models/ec2/create_nat_gateway.h"
#include "aws/models/ec2/delete_nat_gateway.h"
#include "aws/models/ec2/describe_nat_gateways.h"

namespace atlas::aws::ec2 {
namespace {

NatGateway render(const State& state, const NatGatewayRow& row) {
    NatGateway gateway;
    gateway.nat_gateway_id = row.id;
    gateway.vpc_id = row.vpc;
    gateway.subnet_id = row.subnet;
    gateway.state = "available";
    gateway.connectivity_type = row.connectivity;
    gateway.create_time = row.created;
    NatGatewayAddress address;
    address.network_interface_id = row.eni;
    if (const auto* eni = state.enis.find(row.eni)) address.private_ip = eni->address;
    if (const auto* elastic = state.addresses.find(row.address)) {
        address.allocation_id = elastic->id;
        address.public_ip = elastic->public_ip;
        address.association_id = elastic->association;
    }
    address.is_primary = true;
    address.status = "succeeded";
    gateway.nat_gateway_addresses.push_back(std::move(address));
    gateway.tags = render_tags(state, row.id);
    return gateway;
}

FilterValues filter_values(const NatGatewayRow& row, std::string_view name) {
    using Values = std::vector<std::string>;
    if (name == "nat-gateway-id") return Values{row.id};
    if (name == "vpc-id") return Values{row.vpc};
    if (name == "subnet-id") return Values{row.subnet};
    if (name == "state") return Values{"available"};
    return std::nullopt;
}

/// The allocation of a public gateway's elastic IP address, which must not be associated; empty for
/// a private gateway.
Answer<std::string> need_free_address(const State& state, const CreateNatGatewayInput& input) {
    if (input.connectivity_type.value_or("public") != "public") {
        if (input.allocation_id)
            return AwsError{
                "InvalidParameter",
                "AllocationId must not be set for a private NAT gateway.",
                400,
                {}
            };
        return std::string();
    }
    if (!input.allocation_id) return missing_parameter("AllocationId");
    const auto& address = *ATLAS_TRY(need(state.addresses, *input.allocation_id));
    if (!address.association.empty())
        return AwsError{
            "Resource.AlreadyAssociated",
            "resource " + address.id + " is already associated",
            400,
            {}
        };
    return address.id;
}

Answer<CreateNatGatewayOutput> create_nat_gateway(
    Ec2& ec2, Call& call, const CreateNatGatewayInput& input
) {
    auto& state = ec2.state;
    CreateNatGatewayOutput output;
    output.client_token = input.client_token;
    if (const auto* before = State::made_before(state.nat_gateways, input.client_token)) {
        output.nat_gateway = render(state, *before);
        return output;
    }
    if (!input.subnet_id) return missing_parameter("SubnetId");
    const auto& subnet = *ATLAS_TRY(need(state.subnets, *input.subnet_id));
    auto allocation = ATLAS_TRY(need_free_address(state, input));
    auto tags = ATLAS_TRY(tags_of(input.tag_specifications, "natgateway"));
    EniRow eni;
    eni.address = ATLAS_TRY(choose_address(state, subnet, input.private_ip_address, call.random()));

    NatGatewayRow row;
    row.id = new_id(call, "nat");
    row.vpc = subnet.vpc;
    row.subnet = subnet.id;
    row.connectivity = input.connectivity_type.value_or("public");
    row.client_token = input.client_token.value_or("");
    row.created = call.now();
    row.address = allocation;
    eni.description = "Interface for NAT Gateway " + row.id;
    eni.type = "nat_gateway";
    eni.service = "nat-gateway";  // so that no client can change or delete the interface
    eni.requester = call.place().account;
    row.eni = put_network_interface(ec2, call, subnet, std::move(eni)).id;
    if (!allocation.empty())
        state.addresses.edit(call.batch(), allocation, [&](AddressRow& address) {
            address.association = new_id(call, "eipassoc");
            address.eni = row.eni;
            address.private_ip = state.enis.find(row.eni)->address;
        });
    const auto& made = state.nat_gateways.put(call.batch(), row.id, row);
    put_tags(state, call.batch(), made.id, "natgateway", tags);
    ec2.touch(call, made.vpc);
    output.nat_gateway = render(state, made);
    return output;
}

Answer<DeleteNatGatewayOutput> delete_nat_gateway(
    Ec2& ec2, Call& call, const DeleteNatGatewayInput& input
) {
    auto& state = ec2.state;
    const auto row = *ATLAS_TRY(need(state.nat_gateways, input.nat_gateway_id));
    if (state.addresses.find(row.address))
        state.addresses.edit(call.batch(), row.address, [](AddressRow& address) {
            address.association.clear();
            address.eni.clear();
            address.private_ip.clear();
        });
    state.enis.erase(call.batch(), row.eni);
    state.tags.erase(call.batch(), row.id);
    state.nat_gateways.erase(call.batch(), row.id);
    ec2.touch(call, row.vpc);
    DeleteNatGatewayOutput output;
    output.nat_gateway_id = row.id;
    return output;
}

Answer<DescribeNatGatewaysOutput> describe_nat_gateways(
    Ec2& ec2, Call&, const DescribeNatGatewaysInput& input
) {
    DescribeNatGatewaysOutput output;
    for (const auto* row : ATLAS_TRY(find_rows(
             ec2.state, ec2.state.nat_gateways, input.nat_gateway_ids, input.filter, filter_values
         )))
        output.nat_gateways.push_back(render(ec2.state, *row));
    output.next_token =
        ATLAS_TRY(cut_page(output.nat_gateways, input.max_results, input.next_token));
    return output;
}

}  // namespace

void add_nat_gateway_operations(std::vector<Operation>& operations, Ec2& ec2) {
    add<CreateNatGateway>(operations, ec2, create_nat_gateway);
    add<DeleteNatGateway>(operations, ec2, delete_nat_gateway);
    add<DescribeNatGateways>(operations, ec2, describe_nat_gateways);
}

}  // namespace atlas::aws::ec2
