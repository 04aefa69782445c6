// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/describe_log_dirs.h"

#include <algorithm>

#include <sys/statvfs.h>

#include "broker/handlers/handler.h"

namespace atlas::broker {
namespace {

using Response = protocol::DescribeLogDirsResponse;

/// Adds the topic's partitions that have a replica on the requested broker.
void add_topic(
    std::int32_t broker_id,
    const Topic& topic,
    const std::vector<std::int32_t>* numbers,
    Response::Result& result
) {
    Response::Result::Topic out;
    out.name = topic.record.name;
    for (const auto& partition : topic.partitions) {
        const auto number = partition->number();
        if (numbers && std::ranges::find(*numbers, number) == numbers->end()) continue;
        const auto& replicas = topic.record.replicas[static_cast<std::size_t>(number)];
        if (std::ranges::find(replicas, broker_id) == replicas.end()) continue;
        out.partitions.push_back({number, partition->size_bytes(), 0, false});
    }
    if (!out.partitions.empty()) result.topics.push_back(std::move(out));
}

}  // namespace

template <>
void handle(
    Call& call, protocol::DescribeLogDirsRequest&& request, Answer<protocol::DescribeLogDirs> answer
) {
    Response response;
    if (!call.may(Action::describe_cluster)) {
        response.error_code = error::cluster_authorization_failed;
        return answer.send(response);
    }
    auto& result = response.results.emplace_back();
    result.log_dir = call.broker.log_directory;
    struct statvfs space{};
    if (::statvfs(call.broker.log_directory.c_str(), &space) == 0) {
        result.total_bytes = static_cast<std::int64_t>(space.f_blocks * space.f_frsize);
        result.usable_bytes = static_cast<std::int64_t>(space.f_bavail * space.f_frsize);
    }
    // null means all topics.
    if (!request.topics) {
        for (const auto& [name, topic] : call.broker.topics.all())
            add_topic(call.endpoint.broker_id, topic, nullptr, result);
    } else {
        for (const auto& asked : *request.topics)
            if (const auto* topic = call.broker.topics.find(asked.topic))
                add_topic(call.endpoint.broker_id, *topic, &asked.partitions, result);
    }
    answer.send(response);
}

}  // namespace atlas::broker
