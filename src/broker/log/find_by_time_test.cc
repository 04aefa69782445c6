// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "broker/log/log_on_fake_disk.h"
#include "broker/log/packed_batch.h"
#include "broker/log/partition.h"

namespace atlas::broker {
namespace {

struct Fixture : LogOnFakeDisk {
    Fixture() : LogOnFakeDisk(1) {
        REQUIRE(open().ok());
        partition = log->create_partition("t", 0, partition_settings).value();
    }
    PartitionPtr partition;
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "offsets are found by time, to the record where it can be read") {
    for (int i = 0; i < 50; ++i) {
        std::vector<NewRecord> records;
        for (int j = 0; j < 4; ++j)
            records.push_back({"k", std::string(500, 'v'), i * 100 + j * 10});
        append(*partition, encode_batch(records));
    }
    CHECK(partition->offset_at(0).value().offset == 0);
    CHECK(partition->offset_at(2011).value().offset == 82);
    CHECK(partition->offset_at(2011).value().timestamp == 2020);
    CHECK(partition->offset_at(4930).value().offset == 199);
    CHECK(partition->offset_at(4931).value().offset == -1);
    auto latest = partition->offset_of_max_timestamp().value();
    CHECK(latest.offset == 199);
    CHECK(latest.timestamp == 4930);
}

TEST_CASE_FIXTURE(Fixture, "offsets by time and the latest record are found in every codec") {
    constexpr Codec codecs[] = {Codec::none, Codec::gzip, Codec::snappy, Codec::lz4, Codec::zstd};
    std::int64_t base = 0;
    std::int64_t time = 1000;
    for (auto codec : codecs) {
        CAPTURE(static_cast<int>(codec));
        std::vector<NewRecord> records;
        // Out of order within the batch, and two records share the greatest timestamp.
        for (int delta : {0, 50, 10, 90, 90, 20})
            records.push_back({"k", std::string(200, 'v'), time + delta});
        REQUIRE(append(*partition, packed_batch(encode_batch(records), codec)).base_offset == base);
        auto at = [&](std::int64_t delta) { return partition->offset_at(time + delta).value(); };
        CHECK(at(0).offset == base);
        CHECK(at(1).offset == base + 1);
        CHECK(at(1).timestamp == time + 50);
        CHECK(at(50).offset == base + 1);
        CHECK(at(51).offset == base + 3);
        CHECK(at(90).offset == base + 3);
        CHECK(at(91).offset == -1);
        CHECK(partition->offset_of_max_timestamp().value().offset == base + 3);
        CHECK(partition->offset_of_max_timestamp().value().timestamp == time + 90);
        base += 6;
        time += 100;
    }
    CHECK(partition->offset_at(0).value().offset == 0);
}

TEST_CASE_FIXTURE(Fixture, "a record below the log start is found by no time") {
    std::vector<NewRecord> records;
    for (int delta : {0, 90, 10, 20, 15})
        records.push_back({"k", "v", 1000 + delta});
    append(*partition, packed_batch(encode_batch(records), Codec::lz4));
    std::int64_t start = -1;
    REQUIRE(partition->delete_records(2, start) == KafkaCode::none);
    CHECK(partition->offset_at(1000).value().offset == 2);
    CHECK(partition->offset_at(1011).value().offset == 3);
    CHECK(partition->offset_at(1050).value().offset == -1);
    // The latest of the remaining records, though the batch's header has a later timestamp.
    CHECK(partition->offset_of_max_timestamp().value().offset == 3);
    REQUIRE(partition->delete_records(-1, start) == KafkaCode::none);
    CHECK(partition->offset_at(0).value().offset == -1);
    CHECK(partition->offset_of_max_timestamp().value().offset == -1);
}

TEST_CASE_FIXTURE(Fixture, "records that are not synced yet are found by no time") {
    append(*partition, encode_batch(std::vector<NewRecord>{{"k", "v", 1000}}));
    auto later = encode_batch(std::vector<NewRecord>{{"k", "v", 2000}});
    REQUIRE_FALSE(partition->append(later, Acks::all, home, [](auto) {}));
    CHECK(partition->offset_at(1500).value().offset == -1);
    CHECK(partition->offset_of_max_timestamp().value().offset == -1);
    log->sync();
    CHECK(partition->offset_at(1500).value().offset == 1);
    CHECK(partition->offset_of_max_timestamp().value().offset == 1);
}

TEST_CASE_FIXTURE(Fixture, "of a batch with the broker's own time the first record is found") {
    auto own_time = partition_settings;
    own_time.log_append_time = true;
    partition->change_settings(own_time);
    std::vector<NewRecord> records{{"k", "v", 1}, {"k", "v", 2}, {"k", "v", 3}};
    for (auto codec : {Codec::none, Codec::zstd})
        append(*partition, packed_batch(encode_batch(records), codec));
    CHECK(partition->offset_at(now_ms()).value().offset == 0);
    CHECK(partition->offset_of_max_timestamp().value().offset == 0);
    CHECK(partition->offset_of_max_timestamp().value().timestamp == now_ms());
}

TEST_CASE_FIXTURE(Fixture, "a header that claims another latest time is put right") {
    auto lying = encode_batch(std::vector<NewRecord>{{"k", "v", 1000}, {"k", "v", 1010}});
    patch_max_timestamp(lying, 999'999);
    append(*partition, lying);
    CHECK(parse_batch_header(partition->read(0, 1000, true).records)->max_timestamp == 1010);
    CHECK(batch_crc_matches(partition->read(0, 1000, true).records));
    CHECK(partition->offset_at(1011).value().offset == -1);
    CHECK(partition->offset_of_max_timestamp().value().offset == 1);
}

TEST_CASE_FIXTURE(Fixture, "a packed batch that cannot be unpacked is taken only unchecked") {
    const auto plain = batch_of({"a", "b"});
    const auto broken = with_payload(plain, Codec::zstd, "no zstd");
    CHECK(append(*partition, broken).code == KafkaCode::corrupt_message);
    CHECK(partition->log_end_offset() == 0);
    auto unchecked = partition_settings;
    unchecked.check_packed = false;
    partition->change_settings(unchecked);
    CHECK(append(*partition, broken).base_offset == 0);
    // A batch that cannot be decompressed is found as a whole, as it is served.
    CHECK(partition->offset_at(now_ms()).value().offset == 0);
    CHECK(partition->offset_of_max_timestamp().value().offset == 0);
}

}  // namespace atlas::broker
