// SPDX-License-Identifier: Apache-2.0
#include "broker/log/disk_log.h"

#include <doctest/doctest.h>

#include "broker/log/log_on_fake_disk.h"

namespace atlas::broker {
namespace {

using Values = std::vector<std::string>;

struct Fixture : LogOnFakeDisk {
    Fixture() : LogOnFakeDisk(1) {
        REQUIRE(open().ok());
        partition = log->create_partition("t", 0, partition_settings).value();
    }
    void reopen() {
        partition.reset();
        REQUIRE(open().ok());
        partition = log->find("t", 0);
        REQUIRE(partition);
    }
    PartitionPtr partition;
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a full disk is trouble that is told until there is room again") {
    CHECK(log->trouble().empty());
    append(*partition, Values{"before"});
    files.limit_space(0);
    append(*partition, Values{std::string(9000, 'x')});
    CHECK(log->trouble().starts_with("no room on the disk"));
    files.limit_space(0);  // The failed write released the space that was reserved ahead.
    CHECK_FALSE(log->create_partition("t", 1, partition_settings).ok());
    log->apply_retention();
    CHECK_FALSE(log->trouble().empty());
    // Space for a small write is not enough.
    files.limit_space(1000);
    log->apply_retention();
    CHECK_FALSE(log->trouble().empty());
    files.limit_space(std::nullopt);
    log->apply_retention();
    CHECK(log->trouble().empty());
    CHECK(append(*partition, Values{"after"}).base_offset == 1);
    CHECK_FALSE(files.exists("kafka/room.tmp"));
}

TEST_CASE_FIXTURE(Fixture, "a log on a full disk opens and is read") {
    append(*partition, Values{"before"});
    REQUIRE(log->close().ok());
    files.limit_space(0);
    reopen();
    CHECK_FALSE(log->trouble().empty());
    CHECK(read_values(*partition, 0) == Values{"before"});
    CHECK(append(*partition, Values{"more"}).code == KafkaCode::kafka_storage_error);
    files.limit_space(std::nullopt);
    CHECK(append(*partition, Values{"after"}).base_offset == 1);
    CHECK(log->create_partition("t", 1, partition_settings).ok());
}

TEST_CASE_FIXTURE(Fixture, "open files do not grow with the partitions") {
    settings.idle_files_max = 5;
    reopen();
    std::vector<PartitionPtr> many{partition};
    for (int number = 1; number < 60; ++number) {
        many.push_back(log->create_partition("t", number, partition_settings).value());
        CHECK(log->counters().open_files <= 5);
    }
    for (int round = 0; round < 3; ++round) {
        for (const auto& each : many) {
            REQUIRE(append(*each, Values{"x"}).base_offset == round);
            CHECK(read_values(*each, 0).size() == static_cast<std::size_t>(round + 1));
            CHECK(log->counters().open_files <= 5);
        }
    }
    // A file with unsynced writes stays open: a new descriptor would not see a failed writeback.
    for (const auto& each : many) {
        auto batch = batch_of({"y"});
        each->append(batch, Acks::leader, home, [](auto) {});
    }
    CHECK(log->counters().open_files == 60);
    log->sync();
    append(*partition, Values{"z"});
    for (const auto& each : many)
        CHECK(read_values(*each, 3).front() == "y");
    CHECK(log->counters().open_files <= 5);
    many.clear();
    REQUIRE(log->close().ok());
    reopen();
    CHECK(log->counters().open_files <= 5);
}

TEST_CASE_FIXTURE(Fixture, "a close writes only what changed since the last one") {
    for (int number = 1; number < 20; ++number)
        REQUIRE(log->create_partition("t", number, partition_settings).ok());
    append(*partition, batch_of({"a"}, {.id = 5, .epoch = 0, .base_sequence = 0}));
    auto idle = log->find("t", 7);
    append(*idle, batch_of({"b"}, {.id = 6, .epoch = 0, .base_sequence = 0}));
    REQUIRE(log->close().ok());
    idle.reset();
    reopen();
    append(*partition, Values{"c"});
    const auto before = files.changes();
    REQUIRE(log->close().ok());
    CHECK(files.changes() - before < 40);
    for (int times = 0; times < 2; ++times) {
        files.cut_power();
        reopen();
        // Neither partition is scanned again, and both still know their producers.
        idle = log->find("t", 7);
        CHECK(idle->producers().size() == 1);
        CHECK(partition->producers().size() == 1);
        CHECK(read_values(*partition, 0) == Values{"a", "c"});
        CHECK(read_values(*idle, 0) == Values{"b"});
        idle.reset();
        REQUIRE(log->close().ok());
    }
    CHECK(files.list("kafka/t-0").value().size() == 5);
}

}  // namespace atlas::broker
