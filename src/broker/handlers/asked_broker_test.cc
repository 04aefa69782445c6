// SPDX-License-Identifier: Apache-2.0
#include <set>

#include <doctest/doctest.h>

#include "broker/handlers/broker_on_fake_disk.h"
#include "broker/protocol/create_topics.h"
#include "broker/protocol/describe_log_dirs.h"
#include "broker/protocol/find_coordinator.h"
#include "broker/protocol/list_groups.h"

// Each broker shows only its own part, although all brokers of the process share everything.
namespace atlas::broker {
namespace {

using namespace protocol;

struct StartedBroker : BrokerOnFakeDisk {
    StartedBroker() { REQUIRE(start_broker().ok()); }
};

struct Fixture {
    StartedBroker disk;
    TestClient first{disk, false, "internal", 1};
    TestClient second{disk, false, "internal", 2};
};

}  // namespace

TEST_CASE("each broker lists the groups that it coordinates, so each group is listed once") {
    Fixture fixture;
    std::vector<std::unique_ptr<TestMember>> members;
    for (int number = 0; number < 20; ++number) {
        auto& member = *members.emplace_back(std::make_unique<TestMember>(fixture.disk));
        member.group = "group-" + std::to_string(number);
        member.join();
    }
    std::set<std::string> seen;
    for (auto* client : {&fixture.first, &fixture.second}) {
        const auto id = client == &fixture.first ? 1 : 2;
        const auto listed = client->call<ListGroups>({});
        REQUIRE(listed);
        CHECK_FALSE(listed->groups.empty());
        for (const auto& group : listed->groups) {
            CHECK(seen.insert(group.group_id).second);
            FindCoordinatorRequest request;
            request.coordinator_keys = {group.group_id};
            const auto found = client->call<FindCoordinator>(request);
            REQUIRE(found);
            CHECK(found->coordinators.at(0).node_id == id);
        }
    }
    CHECK(seen.size() == members.size());
}

TEST_CASE("DescribeLogDirs tells of the replicas of the asked broker alone") {
    Fixture fixture;
    CreateTopicsRequest request;
    auto& topic = request.topics.emplace_back();
    topic.name = "placed";
    topic.num_partitions = topic.replication_factor = -1;
    topic.assignments = {{0, {1}}, {1, {2}}, {2, {1}}};
    REQUIRE(fixture.first.call<CreateTopics>(request)->topics.at(0).error_code == 0);
    const auto shown = [](TestClient& client, const DescribeLogDirsRequest& asked) {
        std::vector<std::int32_t> numbers;
        const auto answer = client.call<DescribeLogDirs>(asked);
        REQUIRE(answer);
        for (const auto& entry : answer->results.at(0).topics)
            for (const auto& partition : entry.partitions)
                numbers.push_back(partition.partition_index);
        return numbers;
    };
    CHECK(shown(fixture.first, {}) == std::vector{0, 2});
    CHECK(shown(fixture.second, {}) == std::vector{1});
    DescribeLogDirsRequest one;
    one.topics.emplace().push_back({"placed", {1, 2, 9}});
    CHECK(shown(fixture.first, one) == std::vector{2});
}

}  // namespace atlas::broker
