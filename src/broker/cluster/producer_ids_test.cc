// SPDX-License-Identifier: Apache-2.0
#include "broker/cluster/producer_ids.h"

#include <set>

#include <doctest/doctest.h>

#include "linux/fake_file_system.h"

namespace atlas::broker {

TEST_CASE("no producer id is given twice, also across power cuts") {
    linux::FakeFileSystem files(3);
    REQUIRE(files.make_directories("kafka").ok());
    REQUIRE(files.sync_directory(".").ok());
    InlineWorkers workers;
    std::set<std::int64_t> given;
    for (int start = 0; start < 5; ++start) {
        ManualExecutor home;
        ProducerIds ids(files, "kafka/producer_ids", workers, home);
        REQUIRE(ids.load().ok());
        for (int count = 0; count < 1200; ++count) {
            std::optional<std::int64_t> id;
            ids.take([&](Result<std::int64_t> taken) {
                if (taken) id = taken.value();
            });
            home.run_all();
            REQUIRE(id);
            CHECK(given.insert(*id).second);
        }
        files.cut_power();
    }
}

TEST_CASE("no id is given when none can be reserved") {
    linux::FakeFileSystem files(3);
    REQUIRE(files.make_directories("kafka").ok());
    files.limit_space(0);
    InlineWorkers workers;
    ManualExecutor home;
    ProducerIds ids(files, "kafka/producer_ids", workers, home);
    bool refused = false;
    ids.take([&](Result<std::int64_t> taken) { refused = !taken.ok(); });
    home.run_all();
    CHECK(refused);
}

}  // namespace atlas::broker
