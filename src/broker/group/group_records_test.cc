// SPDX-License-Identifier: Apache-2.0
#include "broker/group/group_records.h"

#include <doctest/doctest.h>

#include "base/encoding.h"

namespace atlas::broker {

TEST_CASE("an offset's record is Kafka's, byte for byte") {
    OffsetKey key{"g", {"topic", 3}};
    CHECK(encode_hex(encode_offset_key(key)) == "00010001670005746f70696300000003");
    CommittedOffset committed{
        .offset = 5, .leader_epoch = 0, .metadata = "m", .commit_timestamp = 9
    };
    CHECK(
        encode_hex(encode_offset(committed)) ==
        "0003000000000000000500000000"
        "00016d"
        "0000000000000009"
    );
    auto parsed = parse_group_log_key(encode_offset_key(key));
    REQUIRE(parsed);
    CHECK(std::get<OffsetKey>(*parsed) == key);
    auto again = parse_offset(encode_offset(committed));
    REQUIRE(again);
    CHECK(again->offset == 5);
    CHECK(again->metadata == "m");
}

TEST_CASE("a group's record comes back, and not when it is cut short") {
    StoredGroup group{
        .protocol_type = "consumer",
        .generation = 4,
        .protocol_name = "range",
        .leader = "a",
        .state_timestamp = 7,
        .members = {}
    };
    group.members.push_back({"a", "", "client", "/h", 300, 100, "sub", "assigned"});
    group.members.push_back({"b", "static", "client", "/h", 300, 100, "", ""});
    auto bytes = encode_group(group);
    CHECK(parse_group(bytes) == group);
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        CHECK_FALSE(parse_group(bytes.substr(0, length)));
    }
    auto key = parse_group_log_key(encode_group_key({"g"}));
    REQUIRE(key);
    CHECK(std::get<GroupKey>(*key).group_id == "g");
    CHECK_FALSE(parse_group_log_key(std::string("\0\7\0\1g", 5)));
}

TEST_CASE("a consumer's subscription names its topics") {
    // Version 1, two topics, no user data.
    auto bytes = *decode_hex("000100000002000161000162ffffffff");
    CHECK(parse_subscribed_topics(bytes) == std::vector<std::string>{"a", "b"});
    CHECK_FALSE(parse_subscribed_topics("nonsense"));
}

}  // namespace atlas::broker
