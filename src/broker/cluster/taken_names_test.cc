// SPDX-License-Identifier: Apache-2.0
#include "broker/cluster/taken_names.h"

#include <doctest/doctest.h>

namespace atlas::broker {

TEST_CASE("names that differ only in dots and underscores collide while both are taken") {
    TakenNames names;
    names.add("a.b_c");
    CHECK(names.contains("a.b_c"));
    CHECK_FALSE(names.contains("a_b.c"));
    CHECK(names.colliding("a.b_c") == nullptr);
    REQUIRE(names.colliding("a_b.c"));
    CHECK(*names.colliding("a_b.c") == "a.b_c");
    CHECK(names.colliding("a-b-c") == nullptr);
    // Both exist in a data directory that was written before the rule.
    names.add("a_b_c");
    names.remove("a.b_c");
    CHECK(*names.colliding("a.b_c") == "a_b_c");
    names.remove("a_b_c");
    names.remove("never there");
    CHECK(names.colliding("a.b_c") == nullptr);
}

}  // namespace atlas::broker
