// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/describe.h"
#include "aws/ec2/ids.h"
#include "aws/ec2/operations.h"
#include "aws/ec2/tags.h"
#include "aws/models/ec2/attach_internet_gateway.h"
#include "aws/models/ec2/create_internet_gateway.h"
#include "aws/models/ec2/delete_internet_gateway.h"
#include "aws/models/ec2/describe_internet_gateways.h"
#include "aws/models/ec2/detach_internet_gateway.h"

namespace atlas::aws::ec2 {
namespace {

InternetGateway render(const State& state, const Place& place, const InternetGatewayRow& row) {
    InternetGateway gateway;
    gateway.internet_gateway_id = row.id;
    gateway.owner_id = place.account;
    if (!row.vpc.empty()) gateway.attachments.push_back({"available", row.vpc});
    gateway.tags = render_tags(state, row.id);
    return gateway;
}

FilterValues filter_values(
    const Place& place, const InternetGatewayRow& row, std::string_view name
) {
    using Values = std::vector<std::string>;
    if (name == "internet-gateway-id") return Values{row.id};
    if (name == "owner-id") return Values{place.account};
    if (name == "attachment.vpc-id") return row.vpc.empty() ? Values{} : Values{row.vpc};
    if (name == "attachment.state") return row.vpc.empty() ? Values{} : Values{"available"};
    return std::nullopt;
}

Answer<CreateInternetGatewayOutput> create_internet_gateway(
    Ec2& ec2, Call& call, const CreateInternetGatewayInput& input
) {
    auto tags = ATLAS_TRY(tags_of(input.tag_specifications, "internet-gateway"));
    auto id = new_id(call, "igw");
    const auto& made = ec2.state.internet_gateways.put(call.batch(), id, {id, ""});
    put_tags(ec2.state, call.batch(), id, "internet-gateway", tags);
    CreateInternetGatewayOutput output;
    output.internet_gateway = render(ec2.state, call.place(), made);
    return output;
}

Answer<AttachInternetGatewayOutput> attach_internet_gateway(
    Ec2& ec2, Call& call, const AttachInternetGatewayInput& input
) {
    auto& gateways = ec2.state.internet_gateways;
    const auto& gateway = *ATLAS_TRY(need(gateways, input.internet_gateway_id));
    ATLAS_TRY(need(ec2.state.vpcs, input.vpc_id));
    if (!gateway.vpc.empty())
        return AwsError{
            "Resource.AlreadyAssociated",
            "resource " + gateway.id + " is already attached to network " + gateway.vpc,
            400,
            {}
        };
    if (State::select_one(gateways, [&](const auto& row) { return row.vpc == input.vpc_id; }))
        return invalid_value(
            "Network " + input.vpc_id + " already has an internet gateway attached"
        );
    gateways.edit(call.batch(), gateway.id, [&](InternetGatewayRow& row) {
        row.vpc = input.vpc_id;
    });
    return AttachInternetGatewayOutput{};
}

Answer<DetachInternetGatewayOutput> detach_internet_gateway(
    Ec2& ec2, Call& call, const DetachInternetGatewayInput& input
) {
    auto& gateways = ec2.state.internet_gateways;
    const auto& gateway = *ATLAS_TRY(need(gateways, input.internet_gateway_id));
    ATLAS_TRY(need(ec2.state.vpcs, input.vpc_id));
    if (gateway.vpc != input.vpc_id)
        return AwsError{
            "Gateway.NotAttached",
            "resource " + gateway.id + " is not attached to network " + input.vpc_id,
            400,
            {}
        };
    for (const auto& [id, address] : ec2.state.addresses) {
        const auto* eni = ec2.state.enis.find(address.eni);
        if (eni && eni->vpc == input.vpc_id)
            return AwsError{
                "DependencyViolation",
                "Network " + input.vpc_id +
                    " has some mapped public address(es). Please unmap those public address(es) "
                    "before detaching the gateway.",
                400,
                {}
            };
    }
    gateways.edit(call.batch(), gateway.id, [](InternetGatewayRow& row) { row.vpc.clear(); });
    return DetachInternetGatewayOutput{};
}

Answer<DeleteInternetGatewayOutput> delete_internet_gateway(
    Ec2& ec2, Call& call, const DeleteInternetGatewayInput& input
) {
    auto& gateways = ec2.state.internet_gateways;
    const auto& gateway = *ATLAS_TRY(need(gateways, input.internet_gateway_id));
    if (!gateway.vpc.empty()) return has_dependencies("internetGateway", gateway.id);
    ec2.state.tags.erase(call.batch(), input.internet_gateway_id);
    gateways.erase(call.batch(), input.internet_gateway_id);
    return DeleteInternetGatewayOutput{};
}

Answer<DescribeInternetGatewaysOutput> describe_internet_gateways(
    Ec2& ec2, Call& call, const DescribeInternetGatewaysInput& input
) {
    const auto& place = call.place();
    DescribeInternetGatewaysOutput output;
    for (const auto* row : ATLAS_TRY(find_rows(
             ec2.state,
             ec2.state.internet_gateways,
             input.internet_gateway_ids,
             input.filters,
             [&](const InternetGatewayRow& each, std::string_view name) {
                 return filter_values(place, each, name);
             }
         )))
        output.internet_gateways.push_back(render(ec2.state, place, *row));
    output.next_token =
        ATLAS_TRY(cut_page(output.internet_gateways, input.max_results, input.next_token));
    return output;
}

}  // namespace

void add_internet_gateway_operations(std::vector<Operation>& operations, Ec2& ec2) {
    add<CreateInternetGateway>(operations, ec2, create_internet_gateway);
    add<AttachInternetGateway>(operations, ec2, attach_internet_gateway);
    add<DetachInternetGateway>(operations, ec2, detach_internet_gateway);
    add<DeleteInternetGateway>(operations, ec2, delete_internet_gateway);
    add<DescribeInternetGateways>(operations, ec2, describe_internet_gateways);
}

}  // namespace atlas::aws::ec2
