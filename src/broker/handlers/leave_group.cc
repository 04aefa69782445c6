// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/leave_group.h"

#include "broker/handlers/handler.h"

namespace atlas::broker {
namespace {

constexpr std::int16_t version_with_many = 3;

}  // namespace

template <>
void handle(
    Call& call, protocol::LeaveGroupRequest&& request, Answer<protocol::LeaveGroup> answer
) {
    protocol::LeaveGroupResponse response;
    if (!call.may(Action::alter_group, request.group_id)) {
        response.error_code = error::group_authorization_failed;
        return answer.send(response);
    }
    std::vector<LeavingMember> leaving;
    if (call.version() < version_with_many) leaving.push_back({request.member_id, ""});
    for (const auto& member : request.members)
        leaving.push_back({member.member_id, member.group_instance_id.value_or("")});
    const auto left = call.broker.groups.leave(request.group_id, leaving);
    response.error_code = wire(left.code);
    // Before version 3 there is one member, and its code is the answer's.
    if (call.version() < version_with_many && left.code == KafkaCode::none && !left.members.empty())
        response.error_code = wire(left.members[0]);
    for (std::size_t index = 0; index < left.members.size() && index < request.members.size();
         ++index)
        response.members.push_back(
            {request.members[index].member_id,
             request.members[index].group_instance_id,
             wire(left.members[index])}
        );
    answer.send(response);
}

}  // namespace atlas::broker
