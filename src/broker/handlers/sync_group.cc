// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/sync_group.h"

#include "broker/handlers/handler.h"

namespace atlas::broker {

template <>
void handle(Call& call, protocol::SyncGroupRequest&& request, Answer<protocol::SyncGroup> answer) {
    if (!call.may(Action::alter_group, request.group_id)) {
        protocol::SyncGroupResponse response;
        response.error_code = error::group_authorization_failed;
        return answer.send(response);
    }
    SyncRequest sync;
    sync.group_id = std::move(request.group_id);
    sync.generation = request.generation_id;
    sync.member_id = std::move(request.member_id);
    sync.instance_id = request.group_instance_id.value_or("");
    sync.protocol_type = std::move(request.protocol_type);
    sync.protocol_name = std::move(request.protocol_name);
    for (auto& assignment : request.assignments)
        sync.assignments.push_back(
            {std::move(assignment.member_id), std::move(assignment.assignment)}
        );
    call.broker.groups.sync(
        std::move(sync),
        [answer = std::move(answer)](SyncAnswer synced) mutable {
            protocol::SyncGroupResponse response;
            response.error_code = wire(synced.code);
            if (synced.code == KafkaCode::none) {
                response.protocol_type = std::move(synced.protocol_type);
                response.protocol_name = std::move(synced.protocol_name);
            }
            response.assignment = std::move(synced.assignment);
            answer.send(response);
        }
    );
}

}  // namespace atlas::broker
