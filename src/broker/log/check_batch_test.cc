// SPDX-License-Identifier: Apache-2.0
#include "broker/log/check_batch.h"

#include <vector>

#include <doctest/doctest.h>

#include "broker/log/packed_batch.h"

namespace atlas::broker {
namespace {

constexpr Codec codecs[] = {Codec::none, Codec::gzip, Codec::snappy, Codec::lz4, Codec::zstd};

std::string batch_of(const std::vector<std::int64_t>& times) {
    std::vector<NewRecord> records;
    for (auto time : times)
        records.push_back({"key", std::string(50, 'v'), time});
    return encode_batch(records);
}

KafkaCode code_of(const std::string& batch, bool look_inside = true) {
    auto problem = check_batch(batch, look_inside).problem;
    return problem ? problem->code : KafkaCode::none;
}

}  // namespace

TEST_CASE("the records' own times are found in batches of every codec") {
    const auto plain = batch_of({1000, 900, 1100, -1, 1050});
    for (auto codec : codecs) {
        CAPTURE(static_cast<int>(codec));
        auto check = check_batch(packed_batch(plain, codec));
        CHECK_FALSE(check.problem);
        CHECK(check.times.earliest == 900);
        CHECK(check.times.latest == 1100);
    }
    CHECK(check_batch(batch_of({-1, -1})).times.latest == -1);
}

TEST_CASE("a packed payload that cannot be unpacked is corrupt") {
    const auto plain = batch_of({1, 2, 3});
    for (auto codec : codecs) {
        if (codec == Codec::none) continue;
        CAPTURE(static_cast<int>(codec));
        const auto good = packed_batch(plain, codec);
        CHECK(code_of(good) == KafkaCode::none);
        const auto cut = with_payload(plain, codec, good.substr(61, good.size() - 61 - 3));
        CHECK(code_of(cut) == KafkaCode::corrupt_message);
        CHECK(code_of(with_payload(plain, codec, "")) == KafkaCode::corrupt_message);
        CHECK(code_of(with_payload(plain, codec, "no such thing")) == KafkaCode::corrupt_message);
        CHECK(code_of(cut, false) == KafkaCode::none);
    }
}

TEST_CASE("packed records that are not what the header says are refused") {
    const auto plain = batch_of({1, 2, 3});
    const auto fewer = batch_of({1, 2});
    auto gap = plain;
    gap[batch_of({1}).size() + 3] = 8;  // The second record's offset delta.
    REQUIRE(code_of(sealed_batch(gap)) == KafkaCode::invalid_record);
    for (auto codec : codecs) {
        if (codec == Codec::none) continue;
        CAPTURE(static_cast<int>(codec));
        auto sent = [&](const std::string& header, const std::string& records) {
            return code_of(with_payload(header, codec, pack(codec, records.substr(61))));
        };
        CHECK(sent(plain, fewer) == KafkaCode::invalid_record);
        CHECK(sent(fewer, plain) == KafkaCode::invalid_record);
        CHECK(sent(plain, plain + "more") == KafkaCode::invalid_record);
        CHECK(sent(plain, gap) == KafkaCode::invalid_record);
    }
}

TEST_CASE("a small batch that unpacks without end is refused before it is large") {
    const auto plain = batch_of({1});
    const std::string zeros((64 << 20) + 1, '\0');
    for (auto codec : {Codec::gzip, Codec::zstd}) {
        const auto bomb = with_payload(plain, codec, pack(codec, zeros));
        REQUIRE(bomb.size() < 1 << 20);
        CHECK(code_of(bomb) == KafkaCode::message_too_large);
    }
}

}  // namespace atlas::broker
