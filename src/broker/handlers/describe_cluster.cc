// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/describe_cluster.h"

#include "broker/handlers/authorized_operations.h"
#include "broker/handlers/handler.h"

namespace atlas::broker {
namespace {

constexpr std::int8_t of_brokers = 1;  // endpoint types of KIP-919; 2 = controllers
constexpr std::int16_t unsupported_endpoint_type = 115;

}  // namespace

template <>
void handle(
    Call& call, protocol::DescribeClusterRequest&& request, Answer<protocol::DescribeCluster> answer
) {
    protocol::DescribeClusterResponse response;
    response.endpoint_type = request.endpoint_type;
    if (request.endpoint_type != of_brokers) {
        response.error_code = unsupported_endpoint_type;
        response.error_message = "this endpoint shows brokers only";
        return answer.send(response);
    }
    response.cluster_id = call.broker.cluster_id;
    response.controller_id = call.broker.nodes.broker_ids().front();
    for (auto& node : call.broker.nodes.of(call.endpoint.set))
        response.brokers.push_back({node.id, std::move(node.host), node.port, std::move(node.rack)}
        );
    if (request.include_cluster_authorized_operations)
        response.cluster_authorized_operations = cluster_operations(call);
    answer.send(response);
}

}  // namespace atlas::broker
