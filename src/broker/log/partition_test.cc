// SPDX-License-Identifier: Apache-2.0
#include "broker/log/partition.h"

#include <doctest/doctest.h>

#include "broker/log/log_on_fake_disk.h"
#include "broker/log/packed_batch.h"

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

TEST_CASE_FIXTURE(Fixture, "records get contiguous offsets and come back as they were") {
    CHECK(append(*partition, Values{"a", "b"}).base_offset == 0);
    CHECK(append(*partition, Values{"c"}).base_offset == 2);
    CHECK(partition->log_end_offset() == 3);
    CHECK(partition->high_watermark() == 3);
    CHECK(read_values(*partition, 0) == Values{"a", "b", "c"});
    // A read inside a batch gives the whole batch.
    CHECK(read_values(*partition, 1) == Values{"b", "c"});
    CHECK(parse_batch_header(partition->read(1, 1 << 20, true).records)->base_offset == 0);
    CHECK(partition->read(3, 100, true).records.empty());
    CHECK(partition->read(4, 100, true).code == KafkaCode::offset_out_of_range);
    CHECK(partition->read(-1, 100, true).code == KafkaCode::offset_out_of_range);
}

TEST_CASE_FIXTURE(Fixture, "a read gives one batch even when it is too large, if one is wanted") {
    append(*partition, Values{std::string(5000, 'x')});
    append(*partition, Values{"y"});
    CHECK(partition->read(0, 100, false).records.empty());
    auto one = partition->read(0, 100, true);
    CHECK(one.records.size() == parse_batch_header(one.records)->size_bytes());
    CHECK(read_values(*partition, 0, 1).size() == 2);
}

TEST_CASE_FIXTURE(Fixture, "acks=all is answered and seen after the sync, acks=1 after the write") {
    std::optional<AppendOutcome> late;
    auto batch = batch_of({"a"});
    CHECK_FALSE(partition->append(batch, Acks::all, home, [&](auto outcome) { late = outcome; }));
    home.run_all();
    CHECK_FALSE(late);
    CHECK(partition->high_watermark() == 0);
    CHECK(partition->read(0, 100, true).records.empty());

    // Written after it with acks=1: needs no sync, but must not become visible before it.
    auto second = batch_of({"b"});
    auto decided = partition->append(second, Acks::leader, home, [](auto) {});
    REQUIRE(decided);
    CHECK(decided->base_offset == 1);
    CHECK(partition->high_watermark() == 0);
    log->sync();
    CHECK_FALSE(late);
    home.run_all();
    REQUIRE(late);
    CHECK(late->base_offset == 0);
    CHECK(partition->high_watermark() == 2);

    auto third = batch_of({"c"});
    partition->append(third, Acks::leader, home, [](auto) {});
    CHECK(partition->high_watermark() == 3);
    CHECK(read_values(*partition, 2) == Values{"c"});
}

TEST_CASE_FIXTURE(Fixture, "a topic may ask for no sync before the ack, as Kafka does") {
    auto relaxed = partition_settings;
    relaxed.sync_before_ack = false;
    partition->change_settings(relaxed);
    auto batch = batch_of({"a"});
    CHECK(partition->append(batch, Acks::all, home, [](auto) {}));
    CHECK(partition->high_watermark() == 1);
}

TEST_CASE_FIXTURE(Fixture, "what a producer gets wrong is refused and leaves nothing") {
    auto small = partition_settings;
    small.message_bytes_max = 200;
    small.timestamp_after_ms_max = 1000;
    small.timestamp_before_ms_max = 2000;
    partition->change_settings(small);
    CHECK(append(*partition, Values{std::string(300, 'x')}).code == KafkaCode::message_too_large);
    auto torn = batch_of({"a"});
    torn.back() = static_cast<char>(torn.back() ^ 1);
    CHECK(append(*partition, torn).code == KafkaCode::corrupt_message);
    CHECK(append(*partition, batch_of({"a"}) + batch_of({"b"})).code == KafkaCode::invalid_record);
    std::vector<NewRecord> future{{"k", "v", now_ms() + 5000}};
    CHECK(append(*partition, encode_batch(future)).code == KafkaCode::invalid_timestamp);
    std::vector<NewRecord> past{{"k", "v", now_ms() - 5000}};
    CHECK(append(*partition, encode_batch(past)).code == KafkaCode::invalid_timestamp);
    CHECK(partition->log_end_offset() == 0);
    CHECK(append(*partition, Values{"a"}).code == KafkaCode::none);
}

TEST_CASE_FIXTURE(Fixture, "LogAppendTime replaces the producer's time") {
    auto settings_now = partition_settings;
    settings_now.log_append_time = true;
    partition->change_settings(settings_now);
    std::vector<NewRecord> records{{"k", "v", 5}};
    auto outcome = append(*partition, encode_batch(records));
    CHECK(outcome.log_append_time == now_ms());
    auto stored = partition->read(0, 1000, true).records;
    CHECK(parse_batch_header(stored)->max_timestamp == now_ms());
    CHECK(batch_crc_matches(stored));
    CHECK(partition->offset_at(6).value().timestamp == now_ms());
}

TEST_CASE_FIXTURE(Fixture, "an idempotent producer's repeats are answered with the first offset") {
    BatchProducer producer{.id = 5, .epoch = 0, .base_sequence = 0};
    auto first = batch_of({"a", "b"}, producer);
    CHECK(append(*partition, first).base_offset == 0);
    auto again = append(*partition, first);
    CHECK(again.duplicate);
    CHECK(again.base_offset == 0);
    producer.base_sequence = 3;
    CHECK(
        append(*partition, batch_of({"d"}, producer)).code ==
        KafkaCode::out_of_order_sequence_number
    );
    producer.base_sequence = 2;
    auto second = batch_of({"c"}, producer);
    CHECK(append(*partition, second).base_offset == 2);
    producer.epoch = -1;

    for (bool clean : {true, false}) {
        CAPTURE(clean);
        if (clean) REQUIRE(log->close().ok());
        reopen();
        CHECK(append(*partition, first).base_offset == 0);
        CHECK(append(*partition, second).duplicate);
        CHECK(partition->log_end_offset() == 3);
        CHECK(partition->producers().front().last_sequence == 2);
    }
}

TEST_CASE_FIXTURE(Fixture, "a repeat of what is not synced yet waits for the same sync") {
    auto batch = batch_of({"a"}, {.id = 5, .epoch = 0, .base_sequence = 0});
    auto again = batch;
    int answered = 0;
    auto count = [&](AppendOutcome outcome) {
        CHECK(outcome.base_offset == 0);
        ++answered;
    };
    CHECK_FALSE(partition->append(batch, Acks::all, home, count));
    CHECK_FALSE(partition->append(again, Acks::all, home, count));
    log->sync();
    home.run_all();
    CHECK(answered == 2);
    CHECK(partition->log_end_offset() == 1);
}

TEST_CASE_FIXTURE(Fixture, "a watch fires once when the high watermark passes") {
    int woken = 0;
    partition->watch(0, home, [&] { ++woken; });
    auto gone = partition->watch(0, home, [&] { woken += 100; });
    partition->watch(1, home, [&] { woken += 10; });
    partition->cancel_watch(gone);
    auto batch = batch_of({"a"});
    partition->append(batch, Acks::all, home, [](auto) {});
    home.run_all();
    CHECK(woken == 0);
    log->sync();
    home.run_all();
    CHECK(woken == 1);
    // Already there.
    partition->watch(0, home, [&] { ++woken; });
    home.run_all();
    CHECK(woken == 2);
    REQUIRE(log->delete_partition("t", 0).ok());
    home.run_all();
    CHECK(woken == 12);
}

TEST_CASE_FIXTURE(Fixture, "segments roll by size and every offset is found in them") {
    auto small = partition_settings;
    small.segment_bytes = 20'000;
    partition->change_settings(small);
    Values all;
    for (int i = 0; i < 300; ++i) {
        all.push_back(std::to_string(i) + std::string(300, '.'));
        REQUIRE(append(*partition, Values{all.back()}).code == KafkaCode::none);
    }
    CHECK(files.list("kafka/t-0").value().size() > 15);
    for (bool clean : {false, true}) {
        CAPTURE(clean);
        for (std::int64_t offset = 0; offset < 300; offset += 7) {
            CHECK(partition->read(offset, 1, true).records.size() > 300);
            CHECK(
                read_values(*partition, offset, 3000).size() ==
                static_cast<std::size_t>(300 - offset)
            );
        }
        CHECK(read_values(*partition, 0) == all);
        if (clean) REQUIRE(log->close().ok());
        reopen();
    }
    CHECK(read_values(*partition, 0) == all);
}

TEST_CASE_FIXTURE(
    Fixture, "records of a transaction, of the broker and with its time are refused"
) {
    auto marked = [&](int attribute) {
        auto batch = batch_of({"a"}, {.id = 5, .epoch = 0, .base_sequence = 0});
        store_big(batch.data() + 21, static_cast<std::int16_t>(attribute));
        return append(*partition, sealed_batch(batch)).code;
    };
    CHECK(marked(16) == KafkaCode::invalid_txn_state);
    CHECK(marked(32) == KafkaCode::invalid_record);
    CHECK(marked(48) == KafkaCode::invalid_record);
    CHECK(marked(8) == KafkaCode::invalid_timestamp);
    CHECK(marked(0) == KafkaCode::none);
    CHECK(partition->log_end_offset() == 1);
}

TEST_CASE_FIXTURE(Fixture, "deleted records are gone at once and for good") {
    auto small = partition_settings;
    small.segment_bytes = 2000;
    partition->change_settings(small);
    for (int i = 0; i < 50; ++i)
        append(*partition, Values{std::string(300, 'x')});
    std::int64_t start = -1;
    CHECK(partition->delete_records(51, start) == KafkaCode::offset_out_of_range);
    CHECK(partition->delete_records(33, start) == KafkaCode::none);
    CHECK(start == 33);
    CHECK(partition->read(32, 100, true).code == KafkaCode::offset_out_of_range);
    CHECK(read_values(*partition, 33).size() == 17);
    CHECK(files.list("kafka/t-0").value().size() < 30);
    files.cut_power();
    reopen();
    CHECK(partition->log_start_offset() == 33);
    CHECK(read_values(*partition, 33).size() == 17);
    CHECK(partition->delete_records(-1, start) == KafkaCode::none);
    CHECK(start == 50);
    CHECK(append(*partition, Values{"next"}).base_offset == 50);
}

TEST_CASE_FIXTURE(Fixture, "retention by size and by time deletes whole segments") {
    auto small = partition_settings;
    small.segment_bytes = 2000;
    small.retention_bytes = 6000;
    partition->change_settings(small);
    for (int i = 0; i < 50; ++i)
        append(*partition, Values{std::string(300, 'x')});
    log->apply_retention();
    CHECK(partition->size_bytes() >= 6000);
    CHECK(partition->size_bytes() < 8000 + 300);
    auto start = partition->log_start_offset();
    CHECK(start > 20);

    clock.advance(std::chrono::hours(24 * 8));
    log->apply_retention();
    CHECK(partition->log_start_offset() == 45);
    // The active segment was rolled; the next call drops it, once it is synced.
    log->sync();
    log->apply_retention();
    CHECK(partition->log_start_offset() == 50);
    CHECK(partition->log_end_offset() == 50);
    CHECK(append(*partition, Values{"new"}).base_offset == 50);
    reopen();
    CHECK(partition->log_start_offset() == 50);
    CHECK(read_values(*partition, 50) == Values{"new"});
}

TEST_CASE_FIXTURE(Fixture, "a full disk refuses, keeps serving, and takes records again") {
    append(*partition, Values{"before"});
    files.limit_space(0);
    CHECK(
        append(*partition, Values{std::string(9000, 'x')}).code == KafkaCode::kafka_storage_error
    );
    CHECK(read_values(*partition, 0) == Values{"before"});
    files.limit_space(std::nullopt);
    CHECK(append(*partition, Values{"after"}).base_offset == 1);
    files.cut_power();
    reopen();
    CHECK(read_values(*partition, 0) == Values{"before", "after"});
}

TEST_CASE_FIXTURE(Fixture, "a disk that is full after a roll ends nothing: records are synced") {
    int told = 0;
    settings.on_failure = [&](const std::string&) { ++told; };
    partition_settings.segment_bytes = 200;
    reopen();
    BatchProducer producer{.id = 5, .epoch = 0, .base_sequence = 0};
    std::optional<AppendOutcome> synced;
    auto first = batch_of({std::string(150, 'a')}, producer);
    partition->append(first, Acks::all, home, [](auto) {});
    producer.base_sequence = 1;
    auto second = batch_of({"b"}, producer);
    partition->append(second, Acks::all, home, [&](auto outcome) { synced = outcome; });
    files.limit_space(0);
    log->sync();
    home.run_all();
    REQUIRE(synced);
    CHECK(synced->code == KafkaCode::none);
    CHECK(told == 0);
    CHECK(partition->failure().empty());
    CHECK(log->trouble().starts_with("no room on the disk"));
    files.cut_power();
    reopen();
    CHECK(read_values(*partition, 0) == Values{std::string(150, 'a'), "b"});

    // What there was no room for is written by a later sync.
    files.limit_space(std::nullopt);
    producer.base_sequence = 2;
    CHECK(append(*partition, batch_of({"c"}, producer)).base_offset == 2);
}

TEST_CASE_FIXTURE(Fixture, "what a full disk kept from being written after a roll follows later") {
    partition_settings.segment_bytes = 200;
    reopen();
    auto first = batch_of({std::string(150, 'a')});
    partition->append(first, Acks::all, home, [](auto) {});
    auto second = batch_of({"b"});
    partition->append(second, Acks::all, home, [](auto) {});
    files.limit_space(0);
    log->sync();
    const std::string snapshot = "kafka/t-0/00000000000000000001.snapshot";
    CHECK_FALSE(files.exists(snapshot));
    files.limit_space(std::nullopt);
    log->apply_retention();
    CHECK(log->trouble().empty());
    CHECK(append(*partition, Values{"c"}).base_offset == 2);
    CHECK(files.exists(snapshot));
}

TEST_CASE_FIXTURE(Fixture, "a failed sync ends all appends: nothing after it is believed") {
    int told = 0;
    settings.on_failure = [&](const std::string&) { ++told; };
    reopen();
    auto other = log->create_partition("t", 1, partition_settings).value();
    append(*partition, Values{"kept"});
    files.fail_syncs(1);
    CHECK(append(*partition, Values{"lost?"}).code == KafkaCode::kafka_storage_error);
    CHECK(append(*partition, Values{"more"}).code == KafkaCode::kafka_storage_error);
    CHECK(append(*other, Values{"more"}).code == KafkaCode::kafka_storage_error);
    CHECK(told == 1);
    CHECK_FALSE(partition->failure().empty());
    CHECK(read_values(*partition, 0) == Values{"kept"});
    CHECK_FALSE(log->close().ok());
    files.cut_power();
    other.reset();
    reopen();
    CHECK(read_values(*partition, 0) == Values{"kept"});
    CHECK(append(*partition, Values{"again"}).base_offset == 1);
}

TEST_CASE_FIXTURE(Fixture, "a flipped bit in what was synced is never served and never cut away") {
    for (int i = 0; i < 3; ++i)
        append(*partition, Values{std::string(100, 'x')});
    auto path = "kafka/t-0/00000000000000000000.log";
    auto batch_bytes = batch_of({std::string(100, 'x')}).size();
    REQUIRE(log->close().ok());
    reopen();
    REQUIRE(files.flip_bit(path, (batch_bytes + 100) * 8).ok());
    CHECK(read_values(*partition, 0).size() == 1);
    CHECK(partition->read(1, 1000, true).code == KafkaCode::corrupt_message);
    CHECK(read_values(*partition, 2).size() == 1);
    reopen();
    CHECK_FALSE(partition->failure().empty());
    CHECK(partition->read(0, 100, true).code == KafkaCode::kafka_storage_error);
    CHECK(append(*partition, Values{"x"}).code == KafkaCode::kafka_storage_error);
    CHECK(files.open(path, linux::OpenMode::read).value()->size().value() >= 3 * batch_bytes);
}

TEST_CASE_FIXTURE(Fixture, "the epoch of the one leader ends at the log's end") {
    append(*partition, Values{"a"});
    CHECK(partition->leader_epoch() == 0);
    CHECK(partition->end_of_epoch(0).offset == 1);
    CHECK(partition->end_of_epoch(1).offset == -1);
    CHECK(partition->end_of_epoch(-1).offset == -1);
}

}  // namespace atlas::broker
