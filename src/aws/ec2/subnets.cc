// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/describe.h"
#include "aws/ec2/ids.h"
#include "aws/ec2/operations.h"
#include "aws/ec2/subnet_addresses.h"
#include "aws/ec2/tags.h"
#include "aws/models/ec2/create_subnet.h"
#include "aws/models/ec2/delete_subnet.h"
#include "aws/models/ec2/describe_subnets.h"
#include "aws/models/ec2/modify_subnet_attribute.h"
#include "network/cidr.h"

namespace atlas::aws::ec2 {
namespace {

Subnet render(const State& state, const Place& place, const SubnetRow& row) {
    Subnet subnet;
    subnet.subnet_id = row.id;
    subnet.subnet_arn = arn_of(place, "subnet", row.id);
    subnet.owner_id = place.account;
    subnet.vpc_id = row.vpc;
    subnet.state = "available";
    subnet.cidr_block = row.cidr;
    subnet.available_ip_address_count = count_free_addresses(state, row);
    subnet.availability_zone = row.zone;
    subnet.availability_zone_id = zone_id_of(place, row.zone);
    subnet.default_for_az = row.default_for_az;
    subnet.map_public_ip_on_launch = row.map_public;
    subnet.map_customer_owned_ip_on_launch = false;
    subnet.assign_ipv6_address_on_creation = false;
    subnet.enable_dns64 = false;
    subnet.ipv6_native = false;
    auto& names = subnet.private_dns_name_options_on_launch.emplace();
    names.hostname_type = row.hostname_type;
    names.enable_resource_name_dns_a_record = row.a_record;
    names.enable_resource_name_dns_aaaa_record = false;
    subnet.tags = render_tags(state, row.id);
    return subnet;
}

FilterValues filter_values(
    const State& state, const Place& place, const SubnetRow& row, std::string_view name
) {
    using Values = std::vector<std::string>;
    if (name == "subnet-id") return Values{row.id};
    if (name == "vpc-id") return Values{row.vpc};
    if (name == "cidr" || name == "cidr-block" || name == "cidrBlock") return Values{row.cidr};
    if (name == "availability-zone" || name == "availabilityZone") return Values{row.zone};
    if (name == "availability-zone-id" || name == "availabilityZoneId")
        return Values{zone_id_of(place, row.zone)};
    if (name == "state") return Values{"available"};
    if (name == "owner-id") return Values{place.account};
    if (name == "subnet-arn") return Values{arn_of(place, "subnet", row.id)};
    if (name == "default-for-az" || name == "defaultForAz")
        return Values{filter_text(row.default_for_az)};
    if (name == "map-public-ip-on-launch") return Values{filter_text(row.map_public)};
    if (name == "available-ip-address-count")
        return Values{std::to_string(count_free_addresses(state, row))};
    if (name.starts_with("ipv6-cidr-block-association.")) return Values{};
    return std::nullopt;
}

Answer<std::string> choose_zone(const Place& place, const CreateSubnetInput& input) {
    if (!input.availability_zone && !input.availability_zone_id) return place.zones.front();
    std::string listed;
    for (const auto& zone : place.zones) {
        if (zone == input.availability_zone.value_or("")) return zone;
        if (zone_id_of(place, zone) == input.availability_zone_id.value_or("")) return zone;
        listed += (listed.empty() ? "" : ", ") + zone;
    }
    return invalid_value(
        input.availability_zone.value_or(input.availability_zone_id.value_or("")),
        "availabilityZone",
        "Subnets can currently only be created in the following availability zones: " + listed + "."
    );
}

Answer<network::Cidr> choose_range(
    const State& state, const VpcRow& vpc, const CreateSubnetInput& input
) {
    if (!input.cidr_block) return missing_parameter("cidrBlock");
    auto cidr = network::parse_cidr(*input.cidr_block);
    auto range = network::parse_cidr(vpc.cidr);
    if (!cidr)
        return invalid_value(*input.cidr_block, "cidrBlock", "This is not a valid CIDR block.");
    if (cidr->bits > 28 || !range || !range->contains(*cidr))
        return AwsError{
            "InvalidSubnet.Range", "The CIDR '" + *input.cidr_block + "' is invalid.", 400, {}
        };
    for (const auto& [id, other] : state.subnets) {
        auto taken = network::parse_cidr(other.cidr);
        if (other.vpc == vpc.id && taken && taken->overlaps(*cidr))
            return AwsError{
                "InvalidSubnet.Conflict",
                "The CIDR '" + *input.cidr_block + "' conflicts with another subnet",
                400,
                {}
            };
    }
    return *cidr;
}

Answer<CreateSubnetOutput> create_subnet(Ec2& ec2, Call& call, const CreateSubnetInput& input) {
    const auto& vpc = *ATLAS_TRY(need(ec2.state.vpcs, input.vpc_id));
    auto cidr = ATLAS_TRY(choose_range(ec2.state, vpc, input));
    SubnetRow row;
    row.zone = ATLAS_TRY(choose_zone(call.place(), input));
    auto tags = ATLAS_TRY(tags_of(input.tag_specifications, "subnet"));

    row.id = new_id(call, "subnet");
    row.vpc = vpc.id;
    row.cidr = cidr.text();
    row.acl_association = new_id(call, "aclassoc");
    const auto& made = ec2.state.subnets.put(call.batch(), row.id, row);
    put_tags(ec2.state, call.batch(), made.id, "subnet", tags);
    CreateSubnetOutput output;
    output.subnet = render(ec2.state, call.place(), made);
    return output;
}

/// A subnet with interfaces or NAT gateways cannot be deleted. Its route table associations are
/// deleted with it.
Answer<DeleteSubnetOutput> delete_subnet(Ec2& ec2, Call& call, const DeleteSubnetInput& input) {
    auto& state = ec2.state;
    ATLAS_TRY(need(state.subnets, input.subnet_id));
    auto inside = [&](const auto& row) { return row.subnet == input.subnet_id; };
    if (State::select_one(state.enis, inside) || State::select_one(state.nat_gateways, inside))
        return has_dependencies("subnet", input.subnet_id);
    for (const auto* table : State::select(state.route_tables, [&](const RouteTableRow& row) {
             return std::any_of(row.associations.begin(), row.associations.end(), inside);
         }))
        state.route_tables.edit(call.batch(), table->id, [&](RouteTableRow& row) {
            std::erase_if(row.associations, inside);
        });
    state.tags.erase(call.batch(), input.subnet_id);
    state.subnets.erase(call.batch(), input.subnet_id);
    return DeleteSubnetOutput{};
}

Answer<ModifySubnetAttributeOutput> modify_subnet_attribute(
    Ec2& ec2, Call& call, const ModifySubnetAttributeInput& input
) {
    ATLAS_TRY(need(ec2.state.subnets, input.subnet_id));
    auto on = [](const std::optional<AttributeBooleanValue>& attribute) {
        return attribute && attribute->value.value_or(false);
    };
    ec2.state.subnets.edit(call.batch(), input.subnet_id, [&](SubnetRow& row) {
        if (input.map_public_ip_on_launch) row.map_public = on(input.map_public_ip_on_launch);
        if (input.private_dns_hostname_type_on_launch)
            row.hostname_type = *input.private_dns_hostname_type_on_launch;
        if (input.enable_resource_name_dns_a_record_on_launch)
            row.a_record = on(input.enable_resource_name_dns_a_record_on_launch);
    });
    return ModifySubnetAttributeOutput{};
}

Answer<DescribeSubnetsOutput> describe_subnets(
    Ec2& ec2, Call& call, const DescribeSubnetsInput& input
) {
    const auto& place = call.place();
    DescribeSubnetsOutput output;
    for (const auto* row : ATLAS_TRY(find_rows(
             ec2.state,
             ec2.state.subnets,
             input.subnet_ids,
             input.filters,
             [&](const SubnetRow& each, std::string_view name) {
                 return filter_values(ec2.state, place, each, name);
             }
         )))
        output.subnets.push_back(render(ec2.state, place, *row));
    output.next_token = ATLAS_TRY(cut_page(output.subnets, input.max_results, input.next_token));
    return output;
}

}  // namespace

void add_subnet_operations(std::vector<Operation>& operations, Ec2& ec2) {
    add<CreateSubnet>(operations, ec2, create_subnet);
    add<DeleteSubnet>(operations, ec2, delete_subnet);
    add<ModifySubnetAttribute>(operations, ec2, modify_subnet_attribute);
    add<DescribeSubnets>(operations, ec2, describe_subnets);
}

}  // namespace atlas::aws::ec2
