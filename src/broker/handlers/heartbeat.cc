// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/heartbeat.h"

#include "broker/handlers/handler.h"

namespace atlas::broker {

template <>
void handle(Call& call, protocol::HeartbeatRequest&& request, Answer<protocol::Heartbeat> answer) {
    protocol::HeartbeatResponse response;
    response.error_code = error::group_authorization_failed;
    if (call.may(Action::alter_group, request.group_id))
        response.error_code = wire(call.broker.groups.heartbeat(
            {std::move(request.group_id),
             request.generation_id,
             std::move(request.member_id),
             request.group_instance_id.value_or("")}
        ));
    answer.send(response);
}

}  // namespace atlas::broker
