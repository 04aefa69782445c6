// SPDX-License-Identifier: Apache-2.0
#include "broker/log/record_batch.h"

#include <vector>

#include <doctest/doctest.h>

#include "base/encoding.h"
#include "broker/log/check_batch.h"

namespace atlas::broker {
namespace {

// From kafka-python 3.0.12: three records, one without key and with a header, one without value.
const std::string plain_batch = *decode_hex(
    "0000000000000000000000520000000002f0278a810000000000020000018bcfe568000000018bcfe56805000000"
    "00000000070003000000290000000314000000046b300476300018000a0201047631020268027810001304046b32"
    "0100"
);
// From the same: two records, compressed with gzip.
const std::string gzip_batch = *decode_hex(
    "00000000000000000000005a0000000002aa2f3cd70001000000010000018bcfe568000000018bcfe56801ffffff"
    "ffffffffffffffffffffff000000021f8b08000a0c056b02ff4b60606060c936082823123024303031b1641b12af"
    "01000171511c62000000"
);

KafkaCode code_of(std::string bytes) {
    auto problem = check_batch(bytes).problem;
    return problem ? problem->code : KafkaCode::none;
}

/// The batch with one byte changed and its checksum corrected.
std::string resealed(std::string batch, std::size_t at, char byte) {
    batch[at] = byte;
    patch_append_time(batch, 0);
    return batch;
}

}  // namespace

TEST_CASE("a batch that a foreign client encoded is read field by field") {
    auto header = parse_batch_header(plain_batch);
    REQUIRE(header);
    CHECK(header->size_bytes() == plain_batch.size());
    CHECK(header->producer_id == 7);
    CHECK(header->producer_epoch == 3);
    CHECK(header->base_sequence == 41);
    CHECK(header->last_sequence() == 43);
    CHECK(header->base_timestamp == 1700000000000);
    CHECK(header->max_timestamp == 1700000000005);
    CHECK(header->record_count == 3);
    CHECK_FALSE(check_batch(plain_batch).problem);

    RecordReader records(plain_batch);
    auto first = records.next();
    REQUIRE(first);
    CHECK(first->key == "k0");
    CHECK(first->value == "v0");
    auto second = records.next();
    CHECK_FALSE(second->key);
    CHECK(second->timestamp_delta == 5);
    auto third = records.next();
    CHECK(third->timestamp_delta == -10);
    CHECK_FALSE(third->value);
    CHECK_FALSE(records.next());
    CHECK_FALSE(records.bad());
}

TEST_CASE("a compressed batch is taken as it is") {
    CHECK_FALSE(check_batch(gzip_batch).problem);
    CHECK(parse_batch_header(gzip_batch)->compressed());
}

TEST_CASE("our own encoder writes what a foreign one does") {
    std::vector<NewRecord> records{
        {"k0", "v0", 1700000000000}, {"k2", std::nullopt, 1700000000001}
    };
    auto batch = encode_batch(records, {.id = 7, .epoch = 3, .base_sequence = 0});
    CHECK_FALSE(check_batch(batch).problem);
    RecordReader reader(batch);
    CHECK(reader.next()->key == "k0");
    CHECK_FALSE(reader.next()->value);
}

TEST_CASE("place and epoch are patched without touching the checksum") {
    auto batch = plain_batch;
    patch_batch_place(batch, 1234, 5);
    CHECK(parse_batch_header(batch)->base_offset == 1234);
    CHECK(parse_batch_header(batch)->leader_epoch == 5);
    CHECK(batch_crc_matches(batch));
    patch_append_time(batch, 99);
    CHECK(parse_batch_header(batch)->log_append_time());
    CHECK(parse_batch_header(batch)->max_timestamp == 99);
    CHECK(batch_crc_matches(batch));
}

TEST_CASE("every flipped bit after the prefix is found") {
    for (std::size_t bit = 12 * 8; bit < plain_batch.size() * 8; ++bit) {
        // The broker writes the leader epoch, which the checksum does not cover.
        if (bit >= 12 * 8 && bit < 16 * 8) continue;
        auto batch = plain_batch;
        batch[bit / 8] = static_cast<char>(batch[bit / 8] ^ (1 << (bit % 8)));
        CHECK(code_of(batch) != KafkaCode::none);
    }
}

TEST_CASE("a truncated batch, and one with more behind it, are refused") {
    for (std::size_t length = 0; length < plain_batch.size(); ++length) {
        CHECK(code_of(plain_batch.substr(0, length)) == KafkaCode::corrupt_message);
    }
    CHECK(code_of(plain_batch + plain_batch) == KafkaCode::invalid_record);
    auto old = plain_batch;
    old[16] = 1;
    CHECK(code_of(old) == KafkaCode::invalid_record);
}

TEST_CASE("counts and records that disagree are refused though the checksum is right") {
    CHECK(code_of(resealed(plain_batch, 60, 4)) == KafkaCode::invalid_record);  // record count
    CHECK(code_of(resealed(plain_batch, 26, 1)) == KafkaCode::invalid_record);  // last delta
    CHECK(
        code_of(resealed(plain_batch, 61, 40)) == KafkaCode::invalid_record
    );                                                                          // a record's length
    CHECK(code_of(resealed(plain_batch, 64, 2)) == KafkaCode::invalid_record);  // an offset delta
    CHECK(code_of(resealed(plain_batch, 22, 32)) == KafkaCode::invalid_record);  // control
    CHECK(code_of(resealed(plain_batch, 22, 5)) == KafkaCode::invalid_record);   // codec
    CHECK(code_of(resealed(plain_batch, 53, -1)) == KafkaCode::invalid_record);  // sequence
}

TEST_CASE("sequence numbers wrap to zero") {
    BatchHeader header;
    header.base_sequence = INT32_MAX;
    header.last_offset_delta = 2;
    CHECK(header.last_sequence() == 1);
}

}  // namespace atlas::broker
