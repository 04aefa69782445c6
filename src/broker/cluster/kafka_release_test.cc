// SPDX-License-Identifier: Apache-2.0
#include "broker/cluster/kafka_release.h"

#include <doctest/doctest.h>

namespace atlas::broker {

TEST_CASE("a release is found by Kafka's and by MSK's name") {
    CHECK(KafkaRelease::find("3.8.1")->protocol() == "3.8-IV0");
    CHECK(KafkaRelease::find("3.7.x")->protocol() == "3.7-IV4");
    CHECK(KafkaRelease::find("3.7.x.kraft")->protocol() == "3.7-IV4");
    CHECK(KafkaRelease::find("3.4.0")->protocol() == "3.4-IV0");
    CHECK(KafkaRelease::find("")->protocol() == "3.9-IV0");
    for (const auto* name : {"3.3.1", "2.8.1", "4.0.x", "3.", "3.8x", "x"})
        CHECK_FALSE(KafkaRelease::find(name));
}

TEST_CASE("no API is served beyond the release, nor beyond what is ours") {
    struct Row {
        std::string_view release;
        std::int16_t api, ours, most;
    };
    const Row rows[] = {
        {"3.4.0", 1, 17, 13},  // Fetch
        {"3.6.0", 1, 17, 15},
        {"3.7.x", 1, 17, 16},
        {"3.8.x", 1, 17, 16},
        {"3.9.x", 1, 17, 17},
        {"3.9.x", 1, 11, 11},
        {"3.8.x", 18, 4, 3},  // ApiVersions
        {"3.9.x", 18, 4, 4},
        {"3.9.x", 3, 13, 12},  // Metadata
        {"3.9.x", 15, 6, 5},   // DescribeGroups
        {"3.4.0", 12, 4, 4},   // Heartbeat: the same in all
    };
    for (const auto& row : rows) {
        INFO(row.release);
        INFO(row.api);
        CHECK(KafkaRelease::find(row.release)->version_max(row.api, row.ours) == row.most);
    }
}

TEST_CASE("only a cluster without ZooKeeper has a metadata version") {
    CHECK_FALSE(KafkaRelease::find("3.8.x")->metadata_level());
    CHECK(KafkaRelease::find("3.8.x.kraft")->metadata_level() == 20);
    CHECK(KafkaRelease::find("3.7.x.kraft")->metadata_level() == 19);
}

}  // namespace atlas::broker
