// SPDX-License-Identifier: Apache-2.0
#include "base/decimal.h"

#include <doctest/doctest.h>

using atlas::parse_decimal;

TEST_CASE("a whole number is read, and nothing else") {
    CHECK(parse_decimal("0") == 0);
    CHECK(parse_decimal("007") == 7);
    CHECK(parse_decimal("9223372036854775807") == 9'223'372'036'854'775'807);
    for (const char* text : {"", "much", "1 GB", "-1", "+1", " 1", "1.5", "9223372036854775808"})
        CHECK_FALSE(parse_decimal(text));
}
