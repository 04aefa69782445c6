// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/describe_groups.h"

#include "broker/handlers/authorized_operations.h"
#include "broker/handlers/handler.h"
#include "broker/protocol/quoted.h"

namespace atlas::broker {
namespace {

using Group = protocol::DescribeGroupsResponse::Group;

constexpr std::int16_t version_with_not_found = 6;  // before it a missing group is "Dead"

Group describe(const Call& call, const std::string& id, bool with_operations) {
    Group group;
    group.group_id = id;
    if (!call.may(Action::describe_group, id)) {
        group.error_code = error::group_authorization_failed;
        return group;
    }
    auto found = call.broker.groups.describe(id);
    group.error_code = wire(found.code);
    group.group_state = std::move(found.state);
    group.protocol_type = std::move(found.protocol_type);
    group.protocol_data = std::move(found.protocol_name);
    if (call.version() >= version_with_not_found && group.group_state == "Dead") {
        group.error_code = wire(KafkaCode::group_id_not_found);
        group.error_message = "Group " + protocol::quoted(id) + " not found.";
    }
    for (auto& member : found.members) {
        auto& out = group.members.emplace_back();
        out.member_id = std::move(member.member_id);
        if (!member.instance_id.empty()) out.group_instance_id = std::move(member.instance_id);
        out.client_id = std::move(member.client_id);
        out.client_host = std::move(member.client_host);
        out.member_metadata = std::move(member.metadata);
        out.member_assignment = std::move(member.assignment);
    }
    if (with_operations) group.authorized_operations = group_operations(call, id);
    return group;
}

}  // namespace

template <>
void handle(
    Call& call, protocol::DescribeGroupsRequest&& request, Answer<protocol::DescribeGroups> answer
) {
    protocol::DescribeGroupsResponse response;
    for (const auto& id : request.groups)
        response.groups.push_back(describe(call, id, request.include_authorized_operations));
    answer.send(response);
}

}  // namespace atlas::broker
