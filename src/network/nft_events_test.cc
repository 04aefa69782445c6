// SPDX-License-Identifier: Apache-2.0
#include "network/nft_events.h"

#include <doctest/doctest.h>

namespace atlas::network {
namespace {

/// An nf_tables message with one text or number as its first attribute.
std::string message(unsigned char type, const std::string& value) {
    auto attribute = std::string(4, '\0') + value;
    attribute[0] = static_cast<char>(attribute.size());
    attribute[2] = 1;
    attribute.resize((attribute.size() + 3) / 4 * 4);
    std::string whole(20, '\0');
    whole[0] = static_cast<char>(whole.size() + attribute.size());
    whole[4] = static_cast<char>(type);
    whole[5] = 10;
    return whole + attribute;
}

constexpr unsigned char new_table = 0;
constexpr unsigned char new_generation = 15;

TEST_CASE("a transaction is what was told before its generation") {
    NftTransaction unfinished;
    std::vector<NftTransaction> finished;
    using namespace std::string_literals;
    read_nft_messages(message(new_table, "vpc\0"s), unfinished, finished);
    CHECK(finished.empty());
    read_nft_messages(
        message(new_table, "other\0"s) + message(new_generation, "\0\0\0\x07"s) +
            message(new_generation, "\0\0\x01\x08"s),
        unfinished,
        finished
    );
    REQUIRE(finished.size() == 2);
    CHECK(finished[0].generation == 7);
    CHECK(finished[0].tables == std::set<std::string>{"other", "vpc"});
    CHECK(finished[1].generation == 264);
    CHECK(finished[1].tables.empty());
}

TEST_CASE("bytes that are cut off are passed over") {
    NftTransaction unfinished;
    std::vector<NftTransaction> finished;
    auto whole = message(new_table, "vpc");
    for (std::size_t size = 0; size < whole.size(); ++size)
        read_nft_messages(std::string_view(whole).substr(0, size), unfinished, finished);
    CHECK(finished.empty());
    CHECK(unfinished.tables.empty());
}

}  // namespace
}  // namespace atlas::network
