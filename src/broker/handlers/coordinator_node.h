// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "broker/handlers/call.h"

namespace atlas::broker {

/// The broker that clients use as the group's coordinator, with its address in the call's set of
/// listeners; nothing if the set has no broker. All brokers of the process share one coordinator:
/// the result only decides which of them FindCoordinator names and which one lists the group.
inline std::optional<Node> coordinator_node(const Call& call, const std::string& group_id) {
    const auto nodes = call.broker.nodes.of(call.endpoint.set);
    if (nodes.empty()) return std::nullopt;
    return nodes[std::hash<std::string>{}(group_id) % nodes.size()];
}

}  // namespace atlas::broker
