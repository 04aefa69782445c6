// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/list_groups.h"

#include <algorithm>
#include <cctype>

#include "base/letter_case.h"
#include "broker/handlers/coordinator_node.h"
#include "broker/handlers/handler.h"

namespace atlas::broker {
namespace {

constexpr std::string_view classic = "classic";

/// An empty filter matches everything. Case-insensitive.
bool passes(const std::vector<std::string>& filter, std::string_view value) {
    return filter.empty() || std::ranges::any_of(filter, [value](const auto& one) {
               return same_but_for_case(one, value);
           });
}

}  // namespace

template <>
void handle(
    Call& call, protocol::ListGroupsRequest&& request, Answer<protocol::ListGroups> answer
) {
    protocol::ListGroupsResponse response;
    const bool all = call.may_see(Action::describe_cluster, {});
    for (auto& group : call.broker.groups.list()) {
        // A client asks every broker and merges the answers, so each group is listed by one.
        const auto node = coordinator_node(call, group.group_id);
        if (!node || node->id != call.endpoint.broker_id) continue;
        if (!all && !call.may_see(Action::describe_group, group.group_id)) continue;
        if (!passes(request.states_filter, group.state) || !passes(request.types_filter, classic))
            continue;
        response.groups.push_back(
            {std::move(group.group_id),
             std::move(group.protocol_type),
             std::move(group.state),
             std::string(classic)}
        );
    }
    answer.send(response);
}

}  // namespace atlas::broker
