// SPDX-License-Identifier: Apache-2.0
#include "aws/ec2/describe.h"
#include "aws/ec2/ids.h"
#include "aws/ec2/network_interface.h"
#include "aws/ec2/subnet_addresses.h"
#include "aws/ec2/tags.h"
#include "aws/models/ec2/attach_network_interface.h"
#include "aws/models/ec2/create_network_interface.h"
#include "aws/models/ec2/delete_network_interface.h"
#include "aws/models/ec2/describe_network_interface_attribute.h"
#include "aws/models/ec2/describe_network_interfaces.h"
#include "aws/models/ec2/detach_network_interface.h"
#include "aws/models/ec2/modify_network_interface_attribute.h"

namespace atlas::aws::ec2 {

std::string calling_service(const Principal& caller) {
    constexpr std::string_view path = ":role/aws-service-role/";
    auto at = caller.role_arn.find(path);
    if (at == std::string::npos) return {};
    auto service = caller.role_arn.substr(at + path.size());
    return service.substr(0, service.find('.'));
}

const EniRow& put_network_interface(Ec2& ec2, Call& call, const SubnetRow& subnet, EniRow row) {
    row.id = new_id(call, "eni");
    row.vpc = subnet.vpc;
    row.subnet = subnet.id;
    row.created = call.now();
    auto digits = call.random().hex(10);
    row.mac = "0e";  // a locally administered unicast address
    for (std::size_t at = 0; at < digits.size(); at += 2)
        row.mac += ":" + digits.substr(at, 2);
    if (!row.service.empty()) row.attachment = new_id(call, "eni-attach");
    auto id = row.id;
    return ec2.state.enis.put(call.batch(), id, std::move(row));
}

namespace {

/// The owner of an attachment that a service made, as AWS shows it: "amazon-elb".
std::string instance_owner(const EniRow& row) {
    return row.service == "elasticloadbalancing" ? "amazon-elb" : "amazon-" + row.service;
}

json::List<GroupIdentifier> render_groups(const State& state, const EniRow& row) {
    json::List<GroupIdentifier> groups;
    for (const auto& id : row.groups) {
        const auto* group = state.groups.find(id);
        groups.push_back({id, group ? group->name : ""});
    }
    return groups;
}

std::optional<NetworkInterfaceAttachment> render_attachment(const EniRow& row) {
    if (row.attachment.empty()) return std::nullopt;
    NetworkInterfaceAttachment attachment;
    attachment.attachment_id = row.attachment;
    attachment.attach_time = row.created;
    attachment.delete_on_termination = false;
    attachment.device_index = 1;
    attachment.network_card_index = 0;
    attachment.instance_owner_id = instance_owner(row);
    attachment.status = "attached";
    return attachment;
}

std::optional<NetworkInterfaceAssociation> render_association(
    const State& state, const Place& place, const EniRow& row
) {
    const auto* address = State::select_one(state.addresses, [&](const AddressRow& each) {
        return each.eni == row.id;
    });
    if (!address) return std::nullopt;
    NetworkInterfaceAssociation association;
    association.allocation_id = address->id;
    association.association_id = address->association;
    association.ip_owner_id = place.account;
    association.public_ip = address->public_ip;
    association.public_dns_name = public_dns_name(place, address->public_ip);
    return association;
}

NetworkInterface render(const State& state, const Place& place, const EniRow& row) {
    NetworkInterface eni;
    eni.network_interface_id = row.id;
    eni.owner_id = place.account;
    eni.vpc_id = row.vpc;
    eni.subnet_id = row.subnet;
    if (const auto* subnet = state.subnets.find(row.subnet)) {
        eni.availability_zone = subnet->zone;
        eni.availability_zone_id = zone_id_of(place, subnet->zone);
    }
    eni.description = row.description;
    eni.interface_type = row.type;
    eni.mac_address = row.mac;
    eni.status = row.attachment.empty() ? "available" : "in-use";
    eni.source_dest_check = row.source_dest_check;
    eni.requester_managed = !row.service.empty();
    if (row.service == "elasticloadbalancing") {
        eni.requester_id = "amazon-elb";
    } else if (!row.requester.empty()) {
        eni.requester_id = row.requester;
    }
    eni.groups = render_groups(state, row);
    eni.attachment = render_attachment(row);
    eni.association = render_association(state, place, row);
    eni.private_ip_address = row.address;
    eni.private_dns_name = private_dns_name(place, row.address);
    NetworkInterfacePrivateIpAddress address;
    address.primary = true;
    address.private_ip_address = row.address;
    address.private_dns_name = eni.private_dns_name;
    address.association = eni.association;
    eni.private_ip_addresses.push_back(std::move(address));
    eni.ipv4_prefixes.leave_out();
    eni.ipv6_prefixes.leave_out();
    eni.associated_subnets.leave_out();
    eni.tag_set = render_tags(state, row.id);
    return eni;
}

FilterValues attachment_values(const EniRow& row, std::string_view name) {
    using Values = std::vector<std::string>;
    auto attachment = render_attachment(row);
    if (name == "attachment.instance-id") return Values{};
    for (auto known :
         {"attachment.attachment-id",
          "attachment.instance-owner-id",
          "attachment.status",
          "attachment.device-index",
          "attachment.delete-on-termination"})
        if (name == known && !attachment) return Values{};
    if (name == "attachment.attachment-id") return Values{*attachment->attachment_id};
    if (name == "attachment.instance-owner-id") return Values{*attachment->instance_owner_id};
    if (name == "attachment.status") return Values{"attached"};
    if (name == "attachment.device-index") return Values{"1"};
    if (name == "attachment.delete-on-termination") return Values{"false"};
    return std::nullopt;
}

FilterValues filter_values(
    const State& state, const Place& place, const EniRow& row, std::string_view name
) {
    using Values = std::vector<std::string>;
    if (name == "network-interface-id") return Values{row.id};
    if (name == "vpc-id") return Values{row.vpc};
    if (name == "subnet-id") return Values{row.subnet};
    if (name == "group-id") return row.groups;
    if (name == "description") return Values{row.description};
    if (name == "interface-type") return Values{row.type};
    if (name == "mac-address") return Values{row.mac};
    if (name == "owner-id") return Values{place.account};
    if (name == "status") return Values{row.attachment.empty() ? "available" : "in-use"};
    if (name == "requester-managed") return Values{filter_text(!row.service.empty())};
    if (name == "source-dest-check") return Values{filter_text(row.source_dest_check)};
    if (name == "private-ip-address" || name == "addresses.private-ip-address")
        return Values{row.address};
    if (name == "private-dns-name") return Values{private_dns_name(place, row.address)};
    if (name.starts_with("attachment.")) return attachment_values(row, name);
    auto made = render(state, place, row);
    if (name == "group-name") {
        Values names;
        for (const auto& group : made.groups)
            names.push_back(group.group_name.value_or(""));
        return names;
    }
    if (name == "availability-zone") return Values{made.availability_zone.value_or("")};
    if (name == "requester-id") return Values{made.requester_id.value_or("")};
    if (name == "association.public-ip" || name == "addresses.association.public-ip")
        return made.association ? Values{*made.association->public_ip} : Values{};
    if (name == "association.allocation-id")
        return made.association ? Values{*made.association->allocation_id} : Values{};
    if (name == "ipv6-addresses.ipv6-address") return Values{};
    return std::nullopt;
}

/// The requested groups without duplicates, or the VPC's default group. All must be of this VPC.
Answer<std::vector<std::string>> check_groups(
    const State& state, const std::string& vpc, const json::List<std::string>& asked
) {
    std::vector<std::string> groups;
    for (const auto& id : asked) {
        const auto& group = *ATLAS_TRY(need(state.groups, id));
        if (group.vpc != vpc)
            return AwsError{
                "InvalidParameter",
                "Security group " + id + " and the subnet belong to different networks.",
                400,
                {}
            };
        if (std::find(groups.begin(), groups.end(), id) == groups.end()) groups.push_back(id);
    }
    if (!groups.empty()) return groups;
    const auto* fallback = State::select_one(state.groups, [&](const SecurityGroupRow& row) {
        return row.vpc == vpc && row.name == "default";
    });
    ATLAS_CHECK(fallback, "a VPC's default group cannot be deleted");
    return std::vector<std::string>{fallback->id};
}

std::optional<std::string> asked_address(const CreateNetworkInterfaceInput& input) {
    if (input.private_ip_address) return input.private_ip_address;
    if (!input.private_ip_addresses.empty())
        return input.private_ip_addresses.front().private_ip_address;
    return std::nullopt;
}

Answer<CreateNetworkInterfaceOutput> create_network_interface(
    Ec2& ec2, Call& call, const CreateNetworkInterfaceInput& input
) {
    auto& state = ec2.state;
    CreateNetworkInterfaceOutput output;
    output.client_token = input.client_token;
    if (const auto* before = State::made_before(state.enis, input.client_token)) {
        output.network_interface = render(state, call.place(), *before);
        return output;
    }
    if (input.private_ip_addresses.size() > 1)
        return unsupported("A second address of a network interface");
    const auto& subnet = *ATLAS_TRY(need(state.subnets, input.subnet_id));
    auto tags = ATLAS_TRY(tags_of(input.tag_specifications, "network-interface"));
    EniRow row;
    row.groups = ATLAS_TRY(check_groups(state, subnet.vpc, input.groups));
    row.address = ATLAS_TRY(choose_address(state, subnet, asked_address(input), call.random()));
    row.description = input.description.value_or("");
    row.type = "interface";
    row.service = calling_service(call.caller());
    row.requester = row.service.empty() ? "" : call.caller().user_id;
    row.client_token = input.client_token.value_or("");
    const auto& made = put_network_interface(ec2, call, subnet, std::move(row));
    put_tags(state, call.batch(), made.id, "network-interface", tags);
    ec2.touch(call, made.vpc);
    output.network_interface = render(state, call.place(), made);
    return output;
}

/// An interface that a service of the region made may be changed by that service only.
Answer<> check_owner(const EniRow& row, const Principal& caller) {
    if (row.service.empty() || row.service == calling_service(caller)) return {};
    return AwsError{
        "OperationNotPermitted",
        "You are not allowed to manage '" + instance_owner(row) + "' attachments.",
        400,
        {}
    };
}

Answer<DeleteNetworkInterfaceOutput> delete_network_interface(
    Ec2& ec2, Call& call, const DeleteNetworkInterfaceInput& input
) {
    auto& state = ec2.state;
    const auto& row = *ATLAS_TRY(need(state.enis, input.network_interface_id));
    if (!check_owner(row, call.caller()))
        return invalid_value("Network interface '" + row.id + "' is currently in use.");
    if (const auto* address = State::select_one(state.addresses, [&](const AddressRow& each) {
            return each.eni == row.id;
        }))
        state.addresses.edit(call.batch(), address->id, [](AddressRow& each) {
            each.association.clear();
            each.eni.clear();
            each.private_ip.clear();
        });
    ec2.touch(call, row.vpc);
    state.tags.erase(call.batch(), input.network_interface_id);
    state.enis.erase(call.batch(), input.network_interface_id);
    return DeleteNetworkInterfaceOutput{};
}

Answer<ModifyNetworkInterfaceAttributeOutput> modify_network_interface_attribute(
    Ec2& ec2, Call& call, const ModifyNetworkInterfaceAttributeInput& input
) {
    const auto& row = *ATLAS_TRY(need(ec2.state.enis, input.network_interface_id));
    ATLAS_TRY(check_owner(row, call.caller()));
    std::vector<std::string> groups = row.groups;
    if (!input.groups.empty()) groups = ATLAS_TRY(check_groups(ec2.state, row.vpc, input.groups));
    ec2.state.enis.edit(call.batch(), row.id, [&](EniRow& eni) {
        eni.groups = std::move(groups);
        if (input.description) eni.description = input.description->value.value_or("");
        if (input.source_dest_check)
            eni.source_dest_check = input.source_dest_check->value.value_or(true);
    });
    ec2.touch(call, row.vpc);
    return ModifyNetworkInterfaceAttributeOutput{};
}

Answer<DescribeNetworkInterfacesOutput> describe_network_interfaces(
    Ec2& ec2, Call& call, const DescribeNetworkInterfacesInput& input
) {
    const auto& place = call.place();
    DescribeNetworkInterfacesOutput output;
    for (const auto* row : ATLAS_TRY(find_rows(
             ec2.state,
             ec2.state.enis,
             input.network_interface_ids,
             input.filters,
             [&](const EniRow& each, std::string_view name) {
                 return filter_values(ec2.state, place, each, name);
             }
         )))
        output.network_interfaces.push_back(render(ec2.state, place, *row));
    output.next_token =
        ATLAS_TRY(cut_page(output.network_interfaces, input.max_results, input.next_token));
    return output;
}

Answer<DescribeNetworkInterfaceAttributeOutput> describe_network_interface_attribute(
    Ec2& ec2, Call&, const DescribeNetworkInterfaceAttributeInput& input
) {
    const auto& row = *ATLAS_TRY(need(ec2.state.enis, input.network_interface_id));
    DescribeNetworkInterfaceAttributeOutput output;
    output.network_interface_id = row.id;
    output.groups.leave_out();
    auto asked = input.attribute.value_or("");
    if (asked == "description") {
        output.description.emplace().value = row.description;
    } else if (asked == "groupSet") {
        output.groups = render_groups(ec2.state, row);
    } else if (asked == "sourceDestCheck") {
        output.source_dest_check.emplace().value = row.source_dest_check;
    } else if (asked == "attachment") {
        output.attachment = render_attachment(row);
    } else {
        return invalid_value(asked, "attribute", "Unknown attribute.");
    }
    return output;
}

/// The region has no instances, so there is nothing to attach an interface to.
Answer<AttachNetworkInterfaceOutput> attach_network_interface(
    Ec2& ec2, Call&, const AttachNetworkInterfaceInput& input
) {
    ATLAS_TRY(need(ec2.state.enis, input.network_interface_id));
    return AwsError{
        "InvalidInstanceID.NotFound",
        "The instance ID '" + input.instance_id + "' does not exist",
        400,
        {}
    };
}

Answer<DetachNetworkInterfaceOutput> detach_network_interface(
    Ec2& ec2, Call& call, const DetachNetworkInterfaceInput& input
) {
    const auto* row = State::select_one(ec2.state.enis, [&](const EniRow& each) {
        return !each.attachment.empty() && each.attachment == input.attachment_id;
    });
    if (!row)
        return AwsError{
            "InvalidAttachmentID.NotFound",
            "The attachment ID '" + input.attachment_id + "' does not exist",
            400,
            {}
        };
    ATLAS_TRY(check_owner(*row, call.caller()));
    ec2.state.enis.edit(call.batch(), row->id, [](EniRow& eni) { eni.attachment.clear(); });
    return DetachNetworkInterfaceOutput{};
}

}  // namespace

void add_network_interface_operations(std::vector<Operation>& operations, Ec2& ec2) {
    add<CreateNetworkInterface>(operations, ec2, create_network_interface);
    add<DeleteNetworkInterface>(operations, ec2, delete_network_interface);
    add<ModifyNetworkInterfaceAttribute>(operations, ec2, modify_network_interface_attribute);
    add<DescribeNetworkInterfaces>(operations, ec2, describe_network_interfaces);
    add<DescribeNetworkInterfaceAttribute>(operations, ec2, describe_network_interface_attribute);
    add<AttachNetworkInterface>(operations, ec2, attach_network_interface);
    add<DetachNetworkInterface>(operations, ec2, detach_network_interface);
}

}  // namespace atlas::aws::ec2
