// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include <doctest/doctest.h>

using atlas::cli::shortened;

TEST_CASE("a text that fits is left as it is") {
    CHECK(shortened("", 0) == "");
    CHECK(shortened("abc", 3) == "abc");
    CHECK(shortened("ä€𝄞", 3) == "ä€𝄞");
}

TEST_CASE("a text that is too long ends in one ellipsis, within the columns") {
    CHECK(shortened("abcd", 3) == "ab…");
    CHECK(shortened("abcd", 1) == "…");
    CHECK(shortened("abcd", 0) == "");
}

TEST_CASE("a character of several bytes is never cut") {
    CHECK(shortened("ä€𝄞x", 3) == "ä€…");
}
