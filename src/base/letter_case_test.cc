// SPDX-License-Identifier: Apache-2.0
#include "base/letter_case.h"

#include <doctest/doctest.h>

TEST_CASE("letters of ASCII change their case, nothing else does") {
    CHECK(atlas::lower_case("Host-Name_1 @[`{ ÄÖ") == "host-name_1 @[`{ ÄÖ");
    CHECK(atlas::upper_case("azAZ@[`{ äö") == "AZAZ@[`{ äö");
    CHECK(atlas::same_but_for_case("X-Amz-Date", "x-amz-date"));
    CHECK_FALSE(atlas::same_but_for_case("date", "dat"));
    CHECK_FALSE(atlas::same_but_for_case("a@", "a`"));
}
