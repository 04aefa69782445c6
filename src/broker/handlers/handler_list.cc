// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "broker/handlers/handler.h"
#include "broker/protocol/all_apis.h"

namespace atlas::broker {
namespace {

template <typename Api>
void run(Call& call, protocol::Reader& body, Reply reply) {
    typename Api::Request request;
    decode(body, call.version(), request);
    // There is no answer to a body that cannot be decoded; Kafka closes the connection too.
    if (!body.ok()) return reply.close();
    handle<Api>(call, std::move(request), Answer<Api>(std::move(reply), call.header));
}

template <typename Api>
constexpr Handler serve() {
    return {Api::key, Api::name, Api::version_min, Api::version_max, Api::flexible_from, run<Api>};
}

constexpr std::array handlers{
    serve<protocol::Produce>(),
    serve<protocol::Fetch>(),
    serve<protocol::ListOffsets>(),
    serve<protocol::Metadata>(),
    serve<protocol::OffsetCommit>(),
    serve<protocol::OffsetFetch>(),
    serve<protocol::FindCoordinator>(),
    serve<protocol::JoinGroup>(),
    serve<protocol::Heartbeat>(),
    serve<protocol::LeaveGroup>(),
    serve<protocol::SyncGroup>(),
    serve<protocol::DescribeGroups>(),
    serve<protocol::ListGroups>(),
    serve<protocol::SaslHandshake>(),
    serve<protocol::ApiVersions>(),
    serve<protocol::CreateTopics>(),
    serve<protocol::DeleteTopics>(),
    serve<protocol::DeleteRecords>(),
    serve<protocol::InitProducerId>(),
    serve<protocol::OffsetForLeaderEpoch>(),
    serve<protocol::DescribeConfigs>(),
    serve<protocol::AlterConfigs>(),
    serve<protocol::DescribeLogDirs>(),
    serve<protocol::SaslAuthenticate>(),
    serve<protocol::CreatePartitions>(),
    serve<protocol::DeleteGroups>(),
    serve<protocol::IncrementalAlterConfigs>(),
    serve<protocol::OffsetDelete>(),
    serve<protocol::DescribeCluster>(),
};
static_assert(std::ranges::is_sorted(handlers, {}, &Handler::key));

}  // namespace

std::span<const Handler> all_handlers() {
    return handlers;
}

const Handler* find_handler(std::int16_t key) {
    const auto found = std::ranges::lower_bound(handlers, key, {}, &Handler::key);
    return found != handlers.end() && found->key == key ? &*found : nullptr;
}

}  // namespace atlas::broker
