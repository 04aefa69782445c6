// SPDX-License-Identifier: Apache-2.0
#include "broker/log/log.h"

#include <atomic>
#include <mutex>
#include <thread>

#include <doctest/doctest.h>

#include "broker/log/log_on_fake_disk.h"

namespace atlas::broker {
namespace {

using Values = std::vector<std::string>;

/// Runs each task at once, on the thread that posts it.
class InlineExecutor final : public Executor {
public:
    void post(Task task) override { task(); }
    void post_after(std::chrono::milliseconds, Task task) override { task(); }
};

}  // namespace

TEST_CASE("partitions are made, found, listed and deleted") {
    LogOnFakeDisk disk(1);
    REQUIRE(disk.open().ok());
    auto& log = *disk.log;
    for (int number : {1, 0})
        REQUIRE(log.create_partition("t", number, {}).ok());
    REQUIRE(log.create_partition("a", 0, {}).ok());
    CHECK(log.create_partition("t", 0, {}).error().code() == ErrorCode::already_exists);
    for (auto bad : {"", ".", "..", "a/b", "a b"}) {
        CHECK(log.create_partition(bad, 0, {}).error().code() == ErrorCode::invalid_argument);
    }
    CHECK(log.find("t", 2) == nullptr);
    auto all = log.partitions();
    REQUIRE(all.size() == 3);
    CHECK(all[0]->topic() == "a");
    CHECK(all[2]->number() == 1);

    auto held = log.find("t", 0);
    disk.append(*held, Values{"x"});
    REQUIRE(log.delete_partition("t", 0).ok());
    CHECK(log.delete_partition("t", 0).error().code() == ErrorCode::not_found);
    CHECK(disk.append(*held, Values{"y"}).code == KafkaCode::unknown_topic_or_partition);
    CHECK(held->read(0, 100, true).code == KafkaCode::unknown_topic_or_partition);
    // A new topic of the same name starts empty.
    auto anew = log.create_partition("t", 0, {}).value();
    CHECK(anew->log_end_offset() == 0);
    disk.files.cut_power();
    REQUIRE(disk.open().ok());
    CHECK(disk.log->partitions().size() == 3);
    CHECK(disk.log->find("t", 0)->failure().empty());
}

TEST_CASE("who waits on a partition that is deleted is told") {
    LogOnFakeDisk disk(1);
    REQUIRE(disk.open().ok());
    auto partition = disk.log->create_partition("t", 0, {}).value();
    auto batch = disk.batch_of({"a"});
    KafkaCode code = KafkaCode::none;
    partition->append(batch, Acks::all, disk.home, [&](auto outcome) { code = outcome.code; });
    REQUIRE(disk.log->delete_partition("t", 0).ok());
    disk.home.run_all();
    CHECK(code == KafkaCode::unknown_topic_or_partition);
}

TEST_CASE("a clean end leaves a marker that the next open takes away") {
    LogOnFakeDisk disk(1);
    REQUIRE(disk.open().ok());
    auto partition = disk.log->create_partition("t", 0, {}).value();
    disk.append(*partition, Values{"a"});
    REQUIRE(disk.log->close().ok());
    CHECK(disk.append(*partition, Values{"b"}).code == KafkaCode::kafka_storage_error);
    CHECK(disk.files.exists("kafka/.kafka_cleanshutdown"));
    CHECK(
        linux::load_file(disk.files, "kafka/recovery-point-offset-checkpoint").value() ==
        "0\n1\nt 0 1\n"
    );
    partition.reset();
    REQUIRE(disk.open().ok());
    CHECK_FALSE(disk.files.exists("kafka/.kafka_cleanshutdown"));
    CHECK(read_values(*disk.log->find("t", 0), 0) == Values{"a"});
}

TEST_CASE("the sync thread acknowledges many writers with fewer syncs than records") {
    linux::FakeFileSystem files(1);
    SystemClock clock;
    LogSettings settings;
    settings.directory = "kafka";
    settings.preallocate_bytes = 0;
    auto log = Log::open(settings, files, clock, [](auto&, auto) { return PartitionSettings{}; });
    REQUIRE(log.ok());
    std::vector<PartitionPtr> partitions;
    for (int i = 0; i < 3; ++i) {
        partitions.push_back(log.value()->create_partition("t", i, {}).value());
    }
    InlineExecutor home;
    std::atomic<int> acknowledged = 0;
    constexpr int per_writer = 200;
    std::vector<std::thread> writers;
    for (int writer = 0; writer < 4; ++writer) {
        writers.emplace_back([&, writer] {
            for (int i = 0; i < per_writer; ++i) {
                std::vector<NewRecord> records{{std::nullopt, std::to_string(writer), 1}};
                auto batch = encode_batch(records);
                auto& partition = *partitions[static_cast<std::size_t>(i % 3)];
                partition.append(batch, Acks::all, home, [&](AppendOutcome outcome) {
                    CHECK(outcome.code == KafkaCode::none);
                    if (++acknowledged == 4 * per_writer) acknowledged.notify_all();
                });
            }
        });
    }
    for (auto& writer : writers)
        writer.join();
    for (int seen = acknowledged; seen < 4 * per_writer; seen = acknowledged) {
        acknowledged.wait(seen);
    }
    std::size_t found = 0;
    for (const auto& partition : partitions)
        found += read_values(*partition, 0).size();
    CHECK(found == 4 * per_writer);
    CHECK(log.value()->counters().appends_decided <= 4 * per_writer);
    files.cut_power();
}

TEST_CASE("writes nobody waits for are synced by themselves") {
    linux::FakeFileSystem files(1);
    SystemClock clock;
    LogSettings settings;
    settings.directory = "kafka";
    settings.background_sync = std::chrono::milliseconds(1);
    auto log = Log::open(settings, files, clock, [](auto&, auto) { return PartitionSettings{}; });
    REQUIRE(log.ok());
    auto partition = log.value()->create_partition("t", 0, {}).value();
    InlineExecutor home;
    std::vector<NewRecord> records{{std::nullopt, "v", 1}};
    auto batch = encode_batch(records);
    CHECK(partition->append(batch, Acks::leader, home, [](auto) {}));
    // No append waits for a sync, so only the background deadline causes one.
    auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (log.value()->counters().syncs == 0 && std::chrono::steady_clock::now() < limit) {
        std::this_thread::yield();
    }
    CHECK(log.value()->counters().syncs > 0);
}

}  // namespace atlas::broker
