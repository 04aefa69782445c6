// SPDX-License-Identifier: Apache-2.0
#include "broker/protocol/create_partitions.h"

#include <doctest/doctest.h>

#include "broker/handlers/permission_row.h"

namespace atlas::broker {

TEST_CASE("CreatePartitions takes an assignment that CreateTopics would take") {
    GuardedBroker broker;
    TestClient client(broker, false);
    const auto add = [&](const std::vector<Replicas>& assignments) {
        protocol::CreatePartitionsRequest request;
        auto& topic = request.topics.emplace_back();
        topic.name = "t";
        topic.count = 1 + static_cast<std::int32_t>(assignments.size());
        auto& given = topic.assignments.emplace();
        for (const auto& replicas : assignments)
            given.push_back({replicas});
        request.validate_only = true;
        const auto answer = client.call<protocol::CreatePartitions>(request);
        REQUIRE(answer);
        return answer->results.at(0).error_code;
    };
    const auto refused = error::invalid_replica_assignment;
    CHECK(add({{1, 2}, {2, 1}}) == error::none);
    CHECK(add({{1, 1}}) == refused);
    CHECK(add({{1, 3}}) == refused);
    CHECK(add({{1}}) == refused);
    CHECK(add({{1, 2}, {}}) == refused);
}

}  // namespace atlas::broker
