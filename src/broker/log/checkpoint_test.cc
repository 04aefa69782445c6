// SPDX-License-Identifier: Apache-2.0
#include "broker/log/checkpoint.h"

#include <doctest/doctest.h>

namespace atlas::broker {

TEST_CASE("a checkpoint is Kafka's text and comes back") {
    OffsetCheckpoint offsets{{{"a", 0}, 5}, {{"b.c-d", 12}, 0}};
    auto text = encode_checkpoint(offsets);
    CHECK(text == "0\n2\na 0 5\nb.c-d 12 0\n");
    CHECK(parse_checkpoint(text) == offsets);
    for (auto bad :
         {"", "0\n", "1\n0\n", "0\n2\na 0 5\n", "0\n1\na 0\n", "0\n1\na 0 x\n", "0\n1\na 0 5"}) {
        CHECK_FALSE(parse_checkpoint(bad));
    }
}

TEST_CASE("leader epochs rise") {
    auto epochs = parse_epochs(encode_epochs({{0, 0}, {3, 17}}));
    REQUIRE(epochs);
    CHECK(epochs->back().start_offset == 17);
    CHECK_FALSE(parse_epochs("0\n2\n3 0\n3 17\n"));
}

TEST_CASE("names of folders and files") {
    CHECK(parse_partition_folder("a-b-12") == PartitionKey{"a-b", 12});
    for (auto bad : {"a", "-1", "a-", "a-01", "a-x", "a-0.123-delete"}) {
        CHECK_FALSE(parse_partition_folder(bad));
    }
    CHECK(offset_file_name(42, ".log") == "00000000000000000042.log");
    CHECK(parse_offset_file_name("00000000000000000042.log", ".log") == 42);
    CHECK_FALSE(parse_offset_file_name("42.log", ".log"));
}

}  // namespace atlas::broker
