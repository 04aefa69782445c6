// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/delete_groups.h"

#include "broker/handlers/handler.h"

namespace atlas::broker {

template <>
void handle(
    Call& call, protocol::DeleteGroupsRequest&& request, Answer<protocol::DeleteGroups> answer
) {
    protocol::DeleteGroupsResponse response;
    std::vector<std::string> allowed;
    for (auto& id : request.groups_names) {
        if (call.may(Action::delete_group, id)) {
            allowed.push_back(std::move(id));
        } else {
            response.results.push_back({std::move(id), error::group_authorization_failed});
        }
    }
    auto names = allowed;
    call.broker.groups.delete_groups(
        std::move(allowed),
        [answer = std::move(answer),
         response = std::move(response),
         names = std::move(names)](GroupCoordinator::Codes codes) mutable {
            for (std::size_t index = 0; index < names.size() && index < codes.size(); ++index)
                response.results.push_back({std::move(names[index]), wire(codes[index])});
            answer.send(response);
        }
    );
}

}  // namespace atlas::broker
