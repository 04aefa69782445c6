// SPDX-License-Identifier: Apache-2.0
#include "base/random.h"

#include <doctest/doctest.h>

namespace atlas {
namespace {

TEST_CASE("a seed gives the same sequence again") {
    SeededRandom first(7);
    SeededRandom second(7);
    CHECK(first.uuid() == second.uuid());
    CHECK(first.hex(7).size() == 7);
}

TEST_CASE("a UUID says its version and variant") {
    SystemRandom random;
    auto uuid = random.uuid();
    REQUIRE(uuid.size() == 36);
    CHECK(uuid[14] == '4');
    CHECK(std::string("89ab").contains(uuid[19]));
}

TEST_CASE("text keeps to its alphabet") {
    SeededRandom random(1);
    auto text = random.text(200, "xyz");
    CHECK(text.size() == 200);
    CHECK(text.find_first_not_of("xyz") == std::string::npos);
}

}  // namespace
}  // namespace atlas
