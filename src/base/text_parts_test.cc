// SPDX-License-Identifier: Apache-2.0
#include "base/text_parts.h"

#include <doctest/doctest.h>

using Parts = std::vector<std::string_view>;

TEST_CASE("a text is split at every mark, and empty parts are parts") {
    CHECK(atlas::split("arn:aws:iam", ':') == Parts{"arn", "aws", "iam"});
    CHECK(atlas::split("::a:", ':') == Parts{"", "", "a", ""});
    CHECK(atlas::split("none", ':') == Parts{"none"});
    CHECK(atlas::split("", ':') == Parts{""});
}

TEST_CASE("spaces are trimmed at the ends alone") {
    CHECK(atlas::trim("  a b ") == "a b");
    CHECK(atlas::trim("a") == "a");
    CHECK(atlas::trim("   ").empty());
    CHECK(atlas::trim("\ta\n") == "\ta\n");
}
