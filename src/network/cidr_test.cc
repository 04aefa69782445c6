// SPDX-License-Identifier: Apache-2.0
#include "network/cidr.h"

#include <doctest/doctest.h>

namespace atlas::network {
namespace {

TEST_CASE("a range loses its host bits, and nonsense is refused") {
    CHECK(parse_cidr("10.0.1.7/16")->text() == "10.0.0.0/16");
    CHECK(parse_cidr("0.0.0.0/0")->size() == (std::uint64_t{1} << 32));
    for (const char* text :
         {"", "10.0.0.0", "10.0.0/8", "10.0.0.0/33", "10.0.0.0/-1", "a/8", "10.0.0.0/8x"})
        CHECK(!parse_cidr(text));
    CHECK(normal_cidr6("::/0") == "::/0");
    CHECK(normal_cidr6("2001:0DB8::00ff:1/33") == "2001:db8::/33");
    CHECK(normal_cidr6("0::1/128") == "::1/128");
    CHECK(!normal_cidr6("::/129"));
    CHECK(!normal_cidr6("10.0.0.0/8"));
}

TEST_CASE("ranges contain and overlap") {
    auto wide = *parse_cidr("10.0.0.0/16");
    auto narrow = *parse_cidr("10.0.3.0/24");
    CHECK(wide.contains(narrow));
    CHECK(!narrow.contains(wide));
    CHECK(narrow.overlaps(wide));
    CHECK(!narrow.overlaps(*parse_cidr("10.0.4.0/24")));
    CHECK(wide.contains(*parse_address("10.0.255.255")));
    CHECK(!wide.contains(*parse_address("10.1.0.0")));
}

}  // namespace
}  // namespace atlas::network
