// SPDX-License-Identifier: Apache-2.0
#include "broker/log/producer_state.h"

#include <doctest/doctest.h>

namespace atlas::broker {
namespace {

BatchHeader batch(
    std::int16_t epoch, std::int32_t sequence, std::int64_t offset, std::int32_t count = 1
) {
    BatchHeader header;
    header.base_offset = offset;
    header.producer_id = 9;
    header.producer_epoch = epoch;
    header.base_sequence = sequence;
    header.last_offset_delta = count - 1;
    header.record_count = count;
    header.max_timestamp = 1000;
    return header;
}

}  // namespace

TEST_CASE("the last five batches are known again, with their offsets") {
    ProducerState state;
    for (std::int32_t i = 0; i < 7; ++i)
        state.add(batch(0, i * 10, 100 + i * 10, 10), 5000);
    for (std::int32_t i = 2; i < 7; ++i) {
        auto verdict = state.check(batch(0, i * 10, 0, 10));
        REQUIRE(verdict.duplicate_of);
        CHECK(verdict.duplicate_of->base_offset() == 100 + i * 10);
    }
    CHECK(state.check(batch(0, 10, 0, 10)).code == KafkaCode::out_of_order_sequence_number);
    CHECK(state.check(batch(0, 70, 0)).code == KafkaCode::none);
    CHECK(state.check(batch(0, 71, 0)).code == KafkaCode::out_of_order_sequence_number);
}

TEST_CASE("an unknown producer may begin anywhere, a new epoch begins at zero") {
    ProducerState state;
    CHECK(state.check(batch(3, 17, 0)).code == KafkaCode::none);
    state.add(batch(3, 17, 0), 5000);
    CHECK(state.check(batch(2, 18, 0)).code == KafkaCode::invalid_producer_epoch);
    CHECK(state.check(batch(4, 18, 0)).code == KafkaCode::out_of_order_sequence_number);
    CHECK(state.check(batch(4, 0, 0)).code == KafkaCode::none);
    state.add(batch(4, 0, 1), 5000);
    CHECK(state.all().at(9).batches.size() == 1);
}

TEST_CASE("sequences go on at zero after the largest") {
    ProducerState state;
    state.add(batch(0, INT32_MAX, 0), 5000);
    CHECK(state.check(batch(0, 0, 1)).code == KafkaCode::none);
    CHECK(state.check(batch(0, 1, 1)).code == KafkaCode::out_of_order_sequence_number);
}

TEST_CASE("producers silent for long are forgotten") {
    ProducerState state;
    state.add(batch(0, 0, 0), 5000);
    state.expire(5000);
    CHECK(state.all().size() == 1);
    state.expire(5001);
    CHECK(state.all().empty());
}

TEST_CASE("a snapshot gives back all five batches, and nothing when a bit is wrong") {
    ProducerState state;
    for (std::int32_t i = 0; i < 6; ++i)
        state.add(batch(0, i * 2, i * 2, 2), 5000);
    auto bytes = encode_producer_snapshot(state);
    auto again = parse_producer_snapshot(bytes);
    REQUIRE(again);
    again->hear_all(5000);
    CHECK(*again == state);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto broken = bytes;
        broken[i] = static_cast<char>(broken[i] ^ 1);
        CHECK_FALSE(parse_producer_snapshot(broken));
        CHECK_FALSE(parse_producer_snapshot(bytes.substr(0, i)));
    }
}

}  // namespace atlas::broker
