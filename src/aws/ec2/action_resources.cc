// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/action_resources.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "aws/ec2/tags.h"

namespace atlas::aws::ec2 {
namespace {

/// An action, the resource type that it creates (or none), and the members of its input whose ids
/// it is authorized against.
struct Touched {
    std::string_view operation;
    std::string_view made;
    std::array<std::string_view, 3> members;
};

constexpr Touched touched[] = {
    {"AllocateAddress", "elastic-ip", {}},
    {"AssociateAddress", "", {"AllocationId", "PublicIp", "NetworkInterfaceId"}},
    {"AssociateRouteTable", "", {"RouteTableId", "SubnetId"}},
    {"AttachInternetGateway", "", {"InternetGatewayId", "VpcId"}},
    {"AttachNetworkInterface", "", {"NetworkInterfaceId"}},
    {"AuthorizeSecurityGroupEgress", "", {"GroupId"}},
    {"AuthorizeSecurityGroupIngress", "", {"GroupId"}},
    {"CreateInternetGateway", "internet-gateway", {}},
    {"CreateNatGateway", "natgateway", {"SubnetId", "AllocationId"}},
    {"CreateNetworkInterface", "network-interface", {"SubnetId", "Groups"}},
    {"CreateRoute", "", {"RouteTableId"}},
    {"CreateRouteTable", "route-table", {"VpcId"}},
    {"CreateSecurityGroup", "security-group", {"VpcId"}},
    {"CreateSubnet", "subnet", {"VpcId"}},
    {"CreateTags", "", {"Resources"}},
    {"CreateVpc", "vpc", {}},
    {"CreateVpcEndpoint", "vpc-endpoint", {"VpcId", "RouteTableIds"}},
    {"DeleteInternetGateway", "", {"InternetGatewayId"}},
    {"DeleteNatGateway", "", {"NatGatewayId"}},
    {"DeleteNetworkInterface", "", {"NetworkInterfaceId"}},
    {"DeleteRoute", "", {"RouteTableId"}},
    {"DeleteRouteTable", "", {"RouteTableId"}},
    {"DeleteSecurityGroup", "", {"GroupId"}},
    {"DeleteSubnet", "", {"SubnetId"}},
    {"DeleteTags", "", {"Resources"}},
    {"DeleteVpc", "", {"VpcId"}},
    {"DeleteVpcEndpoints", "", {"VpcEndpointIds"}},
    {"DetachInternetGateway", "", {"InternetGatewayId", "VpcId"}},
    {"DetachNetworkInterface", "", {"AttachmentId"}},
    {"DisassociateAddress", "", {"AssociationId", "PublicIp"}},
    {"DisassociateRouteTable", "", {"AssociationId"}},
    {"ModifyNetworkInterfaceAttribute", "", {"NetworkInterfaceId", "Groups"}},
    {"ModifySecurityGroupRules", "", {"GroupId"}},
    {"ModifySubnetAttribute", "", {"SubnetId"}},
    {"ModifyVpcAttribute", "", {"VpcId"}},
    {"ModifyVpcEndpoint", "", {"VpcEndpointId", "AddRouteTableIds", "RemoveRouteTableIds"}},
    {"ReleaseAddress", "", {"AllocationId", "PublicIp"}},
    {"ReplaceRoute", "", {"RouteTableId"}},
    {"ReplaceRouteTableAssociation", "", {"AssociationId", "RouteTableId"}},
    {"RevokeSecurityGroupEgress", "", {"GroupId"}},
    {"RevokeSecurityGroupIngress", "", {"GroupId"}},
    {"UpdateSecurityGroupRuleDescriptionsEgress", "", {"GroupId"}},
    {"UpdateSecurityGroupRuleDescriptionsIngress", "", {"GroupId"}},
};

std::string arn_of(const Place& place, std::string_view type, std::string_view id) {
    return place.arn("ec2", fmt::format("{}/{}", type, id));
}

/// The VPC that a resource belongs to; empty if it belongs to none.
std::string vpc_of(const State& state, const std::string& id) {
    if (auto* row = state.subnets.find(id)) return row->vpc;
    if (auto* row = state.groups.find(id)) return row->vpc;
    if (auto* row = state.enis.find(id)) return row->vpc;
    if (auto* row = state.route_tables.find(id)) return row->vpc;
    if (auto* row = state.nat_gateways.find(id)) return row->vpc;
    return {};
}

/// The id of the resource that an association id, an attachment id or a public address stands for;
/// any other id unchanged.
std::string named_by(const State& state, const std::string& id) {
    if (id.starts_with("rtbassoc-")) {
        auto* table = State::select_one(state.route_tables, [&](const RouteTableRow& row) {
            return std::ranges::find(row.associations, id, &AssociationRow::id) !=
                   row.associations.end();
        });
        return table ? table->id : id;
    }
    if (id.starts_with("eipassoc-")) {
        auto holds = [&](const AddressRow& row) { return row.association == id; };
        auto* address = State::select_one(state.addresses, holds);
        return address ? address->id : id;
    }
    if (id.starts_with("eni-attach-")) {
        auto holds = [&](const EniRow& row) { return row.attachment == id; };
        auto* eni = State::select_one(state.enis, holds);
        return eni ? eni->id : id;
    }
    auto* address = State::select_one(state.addresses, [&](const AddressRow& row) {
        return row.public_ip == id;
    });
    return address ? address->id : id;
}

/// The condition key for a resource's own id; empty if its type has none.
std::string_view id_key(std::string_view type) {
    static constexpr std::pair<std::string_view, std::string_view> keys[] = {
        {"elastic-ip", "ec2:allocationid"},
        {"internet-gateway", "ec2:internetgatewayid"},
        {"network-interface", "ec2:networkinterfaceid"},
        {"route-table", "ec2:routetableid"},
        {"security-group", "ec2:securitygroupid"},
        {"subnet", "ec2:subnetid"},
        {"vpc", "ec2:vpcid"},
    };
    for (const auto& [known, key] : keys)
        if (known == type) return key;
    return {};
}

void add_keys(Resource& resource, const State& state, const Place& place, const std::string& id) {
    auto& context = resource.context;
    auto subnet = id;
    if (auto* eni = state.enis.find(id)) {
        subnet = eni->subnet;
        context["ec2:subnet"] = {arn_of(place, "subnet", subnet)};
    }
    if (auto* row = state.subnets.find(subnet)) context["ec2:availabilityzone"] = {row->zone};
    if (auto* vpc = state.vpcs.find(id)) context["ec2:tenancy"] = {vpc->tenancy};
    if (auto* endpoint = state.endpoints.find(id))
        context["ec2:vpceservicename"] = {endpoint->service};
    if (auto* address = state.addresses.find(id)) {
        context["ec2:domain"] = {"vpc"};
        context["ec2:publicipaddress"] = {address->public_ip};
    }
    if (auto vpc = vpc_of(state, id); !vpc.empty())
        context["ec2:vpc"] = {arn_of(place, "vpc", vpc)};
}

/// An id that does not exist gives "*". Callers who are allowed everything then get the handler's
/// "not found" error; others get AccessDenied, which does not reveal what exists.
Resource named(const State& state, const Place& place, const std::string& given) {
    auto id = named_by(state, given);
    Resource resource;
    resource.context["ec2:region"] = {place.region};
    auto type = tagged_type(state, id);
    if (!type) return resource;
    resource.arn = arn_of(place, type.value(), id);
    if (auto* row = state.tags.find(id)) resource.add_tags(row->tags, "ec2");
    if (auto key = id_key(type.value()); !key.empty()) resource.context[std::string(key)] = {id};
    add_keys(resource, state, place, id);
    return resource;
}

/// A new resource has no id yet. Its VPC and zone are those of the subnet that the request names.
Resource made(const Place& place, std::string_view type, const std::vector<Resource>& named) {
    Resource resource;
    resource.arn = arn_of(place, type, "*");
    resource.context["ec2:region"] = {place.region};
    for (const auto& one : named) {
        if (!one.context.contains("ec2:subnetid")) continue;
        resource.context["ec2:subnet"] = {one.arn};
        for (const auto* key : {"ec2:vpc", "ec2:availabilityzone"})
            if (auto found = one.context.find(key); found != one.context.end())
                resource.context[key] = found->second;
    }
    return resource;
}

void add_named(
    std::vector<Resource>& resources,
    const State& state,
    const Place& place,
    const json::Value* member
) {
    if (!member) return;
    if (auto* id = member->as_string()) resources.push_back(named(state, place, *id));
    if (auto* ids = member->as_array()) {
        for (const auto& id : *ids)
            add_named(resources, state, place, &id);
    }
}

}  // namespace

std::vector<Resource> action_resources(
    const State& state, Call& call, std::string_view operation, const json::Value& input
) {
    const auto& place = call.place();
    std::vector<Resource> resources;
    auto row = std::ranges::find(touched, operation, &Touched::operation);
    if (row != std::ranges::end(touched)) {
        for (auto member : row->members)
            if (!member.empty()) add_named(resources, state, place, input.find(member));
        if (!row->made.empty())
            resources.insert(resources.begin(), made(place, row->made, resources));
    }
    if (resources.empty()) {
        Resource all;
        all.context["ec2:region"] = {place.region};
        resources.push_back(std::move(all));
    }
    return resources;
}

}  // namespace atlas::aws::ec2
