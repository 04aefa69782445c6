// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/find_coordinator.h"

#include "base/log.h"
#include "broker/handlers/coordinator_node.h"
#include "broker/handlers/handler.h"
#include "broker/protocol/quoted.h"

namespace atlas::broker {
namespace {

using Found = protocol::FindCoordinatorResponse::Coordinator;

constexpr std::int8_t of_group = 0;
constexpr std::int8_t of_transaction = 1;
constexpr std::int16_t version_with_many = 4;

Found find(const Call& call, std::int8_t type, const std::string& key) {
    Found found{key, -1, "", -1, error::none, std::nullopt};
    if (type == of_transaction) {
        // Transactions are not supported. This is the only code after which every client gives up
        // at once: librdkafka retries without end after any other.
        found.error_code = error::transactional_id_authorization_failed;
        found.error_message = "This broker does not serve transactions.";
        log::warning(
            "kafka", "{}: transactional id {}: not served", call.peer, protocol::quoted(key)
        );
    } else if (type != of_group) {
        found.error_code = error::invalid_request;
        found.error_message = "There is no coordinator of type " + std::to_string(type) + ".";
    } else if (!call.may(Action::describe_group, key)) {
        found.error_code = error::group_authorization_failed;
    } else if (const auto node = coordinator_node(call, key)) {
        found.node_id = node->id;
        found.host = node->host;
        found.port = node->port;
        found.error_message = "";
    }
    return found;
}

}  // namespace

template <>
void handle(
    Call& call, protocol::FindCoordinatorRequest&& request, Answer<protocol::FindCoordinator> answer
) {
    protocol::FindCoordinatorResponse response;
    if (call.version() >= version_with_many) {
        for (const auto& key : request.coordinator_keys)
            response.coordinators.push_back(find(call, request.key_type, key));
    } else {
        auto found = find(call, request.key_type, request.key);
        response.error_code = found.error_code;
        response.error_message = std::move(found.error_message);
        response.node_id = found.node_id;
        response.host = std::move(found.host);
        response.port = found.port;
    }
    answer.send(response);
}

}  // namespace atlas::broker
