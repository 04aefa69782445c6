// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <atomic>
#include <thread>

#include <doctest/doctest.h>

#include "broker/log/log_on_fake_disk.h"

// Everything that threads may do concurrently to one log; mainly for ThreadSanitizer.
namespace atlas::broker {
namespace {

constexpr int writers = 2;
constexpr int batches_each = 150;

class InlineExecutor final : public Executor {
public:
    void post(Task task) override { task(); }
    void post_after(std::chrono::milliseconds, Task task) override { task(); }
};

/// Appends one batch after another, waiting for each, and checks that offsets only rise.
void write_and_wait(Partition& partition, std::int64_t producer_id) {
    InlineExecutor home;
    BatchProducer producer{.id = producer_id, .epoch = 0, .base_sequence = 0};
    std::int64_t last = -1;
    for (int i = 0; i < batches_each; ++i) {
        std::vector<NewRecord> records{{std::nullopt, std::to_string(i) + std::string(200, '.'), 1}
        };
        auto batch = encode_batch(records, producer);
        ++producer.base_sequence;
        // Shared: the sync thread may still be inside notify when this thread has seen the value.
        auto offset = std::make_shared<std::atomic<std::int64_t>>(-2);
        auto acks = i % 5 == 0 ? Acks::leader : Acks::all;
        auto decided = partition.append(batch, acks, home, [offset](AppendOutcome outcome) {
            *offset = outcome.code == KafkaCode::none ? outcome.base_offset : -1;
            offset->notify_one();
        });
        if (decided) *offset = decided->base_offset;
        offset->wait(-2);
        CHECK(*offset > last);
        last = *offset;
    }
}

/// Reads from the log start until `done` and checks that each writer's values are in order.
void read_along(Partition& partition, const std::atomic<bool>& done) {
    std::int64_t offset = 0;
    std::size_t seen = 0;
    while (!done || offset < partition.high_watermark()) {
        auto outcome = partition.read(offset, 1000, true);
        if (outcome.code == KafkaCode::offset_out_of_range) {
            offset = partition.log_start_offset();
            continue;
        }
        REQUIRE(outcome.code == KafkaCode::none);
        for (std::string_view rest = outcome.records; !rest.empty(); ++seen) {
            auto header = parse_batch_header(rest);
            CHECK(header->base_offset == offset);
            offset = header->next_offset();
            rest.remove_prefix(header->size_bytes());
        }
    }
    CHECK(seen > 0);
}

/// The broker's other requests and timers, running at the same time.
void disturb(Log& log, Partition& partition, const std::atomic<bool>& done) {
    InlineExecutor home;
    for (int round = 0; !done; ++round) {
        auto id = partition.watch(partition.high_watermark() + 3, home, [] {});
        (void)partition.offset_at(1);
        (void)partition.offset_of_max_timestamp();
        (void)partition.producers();
        (void)partition.size_bytes();
        partition.cancel_watch(id);
        if (round % 8 == 0) log.apply_retention();
        if (round % 16 == 0) {
            std::int64_t start = -1;
            auto to = partition.log_start_offset() + 2;
            if (to <= partition.high_watermark()) partition.delete_records(to, start);
        }
        if (round % 32 == 0) {
            auto name = "gone" + std::to_string(round);
            auto made = log.create_partition(name, 0, {});
            CHECK(made.ok());
            CHECK(log.delete_partition(name, 0).ok());
        }
        std::this_thread::yield();
    }
}

}  // namespace

TEST_CASE("writers, readers, retention and deletion at once leave a log without gaps") {
    linux::FakeFileSystem files(1);
    SystemClock clock;
    LogSettings settings;
    settings.directory = "kafka";
    settings.preallocate_bytes = 4096;
    PartitionSettings small;
    small.segment_bytes = 4000;
    small.retention_ms = -1;
    small.retention_bytes = 30'000;
    auto log = Log::open(settings, files, clock, [&](auto&, auto) { return small; }).value();
    std::array<PartitionPtr, 2> partitions{
        log->create_partition("t", 0, small).value(), log->create_partition("t", 1, small).value()
    };
    std::atomic<bool> done = false;
    std::vector<std::thread> writing;
    std::vector<std::thread> others;
    for (auto& partition : partitions) {
        for (int i = 0; i < writers; ++i) {
            writing.emplace_back([&partition, i] { write_and_wait(*partition, i); });
        }
        others.emplace_back([&] { read_along(*partition, done); });
        others.emplace_back([&] { disturb(*log, *partition, done); });
    }
    for (auto& thread : writing)
        thread.join();
    done = true;
    for (auto& thread : others)
        thread.join();
    for (auto& partition : partitions) {
        CHECK(partition->log_end_offset() == writers * batches_each);
        CHECK(partition->failure() == "");
        partition.reset();
    }
    REQUIRE(log->close().ok());
    log.reset();
    log = Log::open(settings, files, clock, [&](auto&, auto) { return small; }).value();
    CHECK(log->find("t", 0)->log_end_offset() == writers * batches_each);
    CHECK(log->partitions().size() == 2);
}

}  // namespace atlas::broker
