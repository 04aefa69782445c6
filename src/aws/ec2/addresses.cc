// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/describe.h"
#include "aws/ec2/ids.h"
#include "aws/ec2/operations.h"
#include "aws/ec2/tags.h"
#include "aws/models/ec2/allocate_address.h"
#include "aws/models/ec2/associate_address.h"
#include "aws/models/ec2/describe_addresses.h"
#include "aws/models/ec2/describe_addresses_attribute.h"
#include "aws/models/ec2/disassociate_address.h"
#include "aws/models/ec2/release_address.h"
#include "network/cidr.h"

namespace atlas::aws::ec2 {
namespace {

/// Elastic IP addresses come from the ranges that RFC 5737 reserves for documentation, so no host
/// on the internet has them.
constexpr std::uint32_t first_range = 0xcb007100;   // 203.0.113.0/24
constexpr std::uint32_t second_range = 0xc6336400;  // 198.51.100.0/24

Address render(const State& state, const Place& place, const AddressRow& row) {
    Address address;
    address.allocation_id = row.id;
    address.public_ip = row.public_ip;
    address.domain = "vpc";
    address.public_ipv4_pool = "amazon";
    address.network_border_group = place.region;
    if (!row.association.empty()) {
        address.association_id = row.association;
        address.network_interface_id = row.eni;
        address.network_interface_owner_id = place.account;
        address.private_ip_address = row.private_ip;
    }
    address.tags = render_tags(state, row.id);
    return address;
}

FilterValues filter_values(const Place& place, const AddressRow& row, std::string_view name) {
    using Values = std::vector<std::string>;
    auto where_set = [](const std::string& value) {
        return value.empty() ? Values{} : Values{value};
    };
    if (name == "allocation-id") return Values{row.id};
    if (name == "public-ip") return Values{row.public_ip};
    if (name == "domain") return Values{"vpc"};
    if (name == "association-id") return where_set(row.association);
    if (name == "network-interface-id") return where_set(row.eni);
    if (name == "private-ip-address") return where_set(row.private_ip);
    if (name == "network-border-group") return Values{place.region};
    if (name == "instance-id") return Values{};
    return std::nullopt;
}

Answer<std::string> choose_public_ip(const State& state) {
    for (auto range : {first_range, second_range}) {
        for (std::uint32_t last = 1; last < 255; ++last) {
            auto text = network::address_text(range + last);
            if (!State::select_one(state.addresses, [&](const AddressRow& row) {
                    return row.public_ip == text;
                }))
                return text;
        }
    }
    return AwsError{
        "AddressLimitExceeded", "The maximum number of addresses has been reached.", 400, {}
    };
}

Answer<AllocateAddressOutput> allocate_address(
    Ec2& ec2, Call& call, const AllocateAddressInput& input
) {
    auto tags = ATLAS_TRY(tags_of(input.tag_specifications, "elastic-ip"));
    AddressRow row;
    row.public_ip = ATLAS_TRY(choose_public_ip(ec2.state));
    row.id = new_id(call, "eipalloc");
    ec2.state.addresses.put(call.batch(), row.id, row);
    put_tags(ec2.state, call.batch(), row.id, "elastic-ip", tags);
    AllocateAddressOutput output;
    output.allocation_id = row.id;
    output.public_ip = row.public_ip;
    output.domain = "vpc";
    output.public_ipv4_pool = "amazon";
    output.network_border_group = call.place().region;
    return output;
}

Answer<const AddressRow*> need_address(
    const State& state,
    const std::optional<std::string>& id,
    const std::optional<std::string>& public_ip
) {
    if (id) return need(state.addresses, *id);
    if (!public_ip) return missing_parameter("AllocationId");
    if (const auto* row = State::select_one(state.addresses, [&](const AddressRow& each) {
            return each.public_ip == *public_ip;
        }))
        return row;
    return AwsError{"InvalidAddress.NotFound", "Address '" + *public_ip + "' not found.", 400, {}};
}

Answer<ReleaseAddressOutput> release_address(
    Ec2& ec2, Call& call, const ReleaseAddressInput& input
) {
    const auto& row = *ATLAS_TRY(need_address(ec2.state, input.allocation_id, input.public_ip));
    if (!row.association.empty())
        return AwsError{
            "InvalidIPAddress.InUse", "Address " + row.public_ip + " is in use.", 400, {}
        };
    auto id = row.id;
    ec2.state.tags.erase(call.batch(), id);
    ec2.state.addresses.erase(call.batch(), id);
    return ReleaseAddressOutput{};
}

Answer<AssociateAddressOutput> associate_address(
    Ec2& ec2, Call& call, const AssociateAddressInput& input
) {
    const auto& row = *ATLAS_TRY(need_address(ec2.state, input.allocation_id, input.public_ip));
    if (!input.network_interface_id) return missing_parameter("networkInterfaceId");
    const auto& eni = *ATLAS_TRY(need(ec2.state.enis, *input.network_interface_id));
    if (!row.association.empty() && !input.allow_reassociation.value_or(true))
        return AwsError{
            "Resource.AlreadyAssociated",
            "resource " + row.id + " is already associated with associate-id " + row.association,
            400,
            {}
        };
    if (input.private_ip_address && *input.private_ip_address != eni.address)
        return invalid_value(
            "The private IP address " + *input.private_ip_address +
            " does not belong to network interface " + eni.id
        );
    auto association = new_id(call, "eipassoc");
    ec2.state.addresses.edit(call.batch(), row.id, [&](AddressRow& address) {
        address.association = association;
        address.eni = eni.id;
        address.private_ip = eni.address;
    });
    AssociateAddressOutput output;
    output.association_id = association;
    return output;
}

Answer<DisassociateAddressOutput> disassociate_address(
    Ec2& ec2, Call& call, const DisassociateAddressInput& input
) {
    const auto* row = State::select_one(ec2.state.addresses, [&](const AddressRow& each) {
        if (input.association_id) return each.association == *input.association_id;
        return each.public_ip == input.public_ip.value_or("");
    });
    if (!row || row->association.empty())
        return AwsError{
            "InvalidAssociationID.NotFound",
            "The association ID '" + input.association_id.value_or("") + "' does not exist",
            400,
            {}
        };
    ec2.state.addresses.edit(call.batch(), row->id, [](AddressRow& address) {
        address.association.clear();
        address.eni.clear();
        address.private_ip.clear();
    });
    return DisassociateAddressOutput{};
}

Answer<DescribeAddressesOutput> describe_addresses(
    Ec2& ec2, Call& call, const DescribeAddressesInput& input
) {
    const auto& place = call.place();
    for (const auto& public_ip : input.public_ips)
        ATLAS_TRY(need_address(ec2.state, std::nullopt, public_ip));
    DescribeAddressesOutput output;
    for (const auto* row : ATLAS_TRY(find_rows(
             ec2.state,
             ec2.state.addresses,
             input.allocation_ids,
             input.filters,
             [&](const AddressRow& each, std::string_view name) {
                 return filter_values(place, each, name);
             }
         ))) {
        const auto& asked = input.public_ips;
        if (asked.empty() || std::find(asked.begin(), asked.end(), row->public_ip) != asked.end())
            output.addresses.push_back(render(ec2.state, place, *row));
    }
    return output;
}

/// The only attribute is the reverse DNS name, which cannot be set here. AWS lists only addresses
/// that have one, so the list is empty.
Answer<DescribeAddressesAttributeOutput> describe_addresses_attribute(
    Ec2& ec2, Call&, const DescribeAddressesAttributeInput& input
) {
    for (const auto& id : input.allocation_ids)
        ATLAS_TRY(need(ec2.state.addresses, id));
    return DescribeAddressesAttributeOutput{};
}

}  // namespace

void add_address_operations(std::vector<Operation>& operations, Ec2& ec2) {
    add<AllocateAddress>(operations, ec2, allocate_address);
    add<ReleaseAddress>(operations, ec2, release_address);
    add<AssociateAddress>(operations, ec2, associate_address);
    add<DisassociateAddress>(operations, ec2, disassociate_address);
    add<DescribeAddresses>(operations, ec2, describe_addresses);
    add<DescribeAddressesAttribute>(operations, ec2, describe_addresses_attribute);
}

}  // namespace atlas::aws::ec2
