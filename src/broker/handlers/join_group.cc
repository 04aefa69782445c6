// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/join_group.h"

#include "broker/handlers/handler.h"

namespace atlas::broker {
namespace {

constexpr std::int16_t version_with_two_steps = 4;  // MEMBER_ID_REQUIRED
constexpr std::int16_t version_with_skip = 9;

JoinRequest to_request(const Call& call, protocol::JoinGroupRequest&& request) {
    JoinRequest join;
    join.group_id = std::move(request.group_id);
    join.member_id = std::move(request.member_id);
    join.instance_id = request.group_instance_id.value_or("");
    join.client_id = call.header.client_id.value_or("");
    join.client_host = "/" + call.peer;
    join.protocol_type = std::move(request.protocol_type);
    for (auto& protocol : request.protocols)
        join.protocols.push_back({std::move(protocol.name), std::move(protocol.metadata)});
    join.session_timeout_ms = request.session_timeout_ms;
    join.rebalance_timeout_ms =
        call.version() == 0 ? request.session_timeout_ms : request.rebalance_timeout_ms;
    join.require_known_member_id = call.version() >= version_with_two_steps;
    join.can_skip_assignment = call.version() >= version_with_skip;
    return join;
}

protocol::JoinGroupResponse to_response(JoinAnswer&& joined) {
    protocol::JoinGroupResponse response;
    response.error_code = wire(joined.code);
    response.generation_id = joined.generation;
    if (!joined.protocol_type.empty()) response.protocol_type = std::move(joined.protocol_type);
    if (joined.code == KafkaCode::none) response.protocol_name = std::move(joined.protocol_name);
    response.leader = std::move(joined.leader);
    response.skip_assignment = joined.skip_assignment;
    response.member_id = std::move(joined.member_id);
    for (auto& member : joined.members) {
        auto& out = response.members.emplace_back();
        out.member_id = std::move(member.member_id);
        if (!member.instance_id.empty()) out.group_instance_id = std::move(member.instance_id);
        out.metadata = std::move(member.metadata);
    }
    return response;
}

}  // namespace

template <>
void handle(Call& call, protocol::JoinGroupRequest&& request, Answer<protocol::JoinGroup> answer) {
    if (!call.may(Action::alter_group, request.group_id)) {
        protocol::JoinGroupResponse response;
        response.error_code = error::group_authorization_failed;
        return answer.send(response);
    }
    call.broker.groups.join(
        to_request(call, std::move(request)),
        [answer = std::move(answer)](JoinAnswer joined) mutable {
            answer.send(to_response(std::move(joined)));
        }
    );
}

}  // namespace atlas::broker
