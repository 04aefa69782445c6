// SPDX-License-Identifier: Apache-2.0
#include "aws/wire/wildcard.h"

#include <string>

#include <doctest/doctest.h>

namespace atlas::aws {
namespace {

TEST_CASE("a star stands for any characters, and alone it is the only wildcard") {
    auto matches = [](std::string_view pattern, std::string_view text) {
        return matches_wildcard(pattern, text, Wildcards::star);
    };
    CHECK(matches("", ""));
    CHECK(matches("*", ""));
    CHECK(matches("v*", "v1.2"));
    CHECK(matches("*-rc*", "v1-rc2"));
    CHECK_FALSE(matches("*-rc", "v1-rc2"));
    CHECK_FALSE(matches("v", ""));
    CHECK(matches("a?c", "a?c"));
    CHECK_FALSE(matches("a?c", "abc"));
    CHECK(matches("a\\*", "a\\b"));
}

TEST_CASE("a question mark stands for one character, a backslash for what follows it") {
    auto matches = [](std::string_view pattern, std::string_view text) {
        return matches_wildcard(pattern, text, Wildcards::star_and_one);
    };
    CHECK(matches("a?c", "abc"));
    CHECK_FALSE(matches("a?c", "ac"));
    CHECK(matches("a\\*", "a*"));
    CHECK_FALSE(matches("a\\*", "ab"));
    CHECK(matches("a\\?", "a?"));
    CHECK(matches("\\\\", "\\"));
    CHECK(matches("*\\**", "a*b"));
    CHECK_FALSE(matches("*\\*", "ab"));
    CHECK(matches("\\", "\\"));
}

TEST_CASE("a pattern that is made to be slow to match is not") {
    // By going back to every star this would take longer than the universe has been there.
    std::string pattern = "*";
    for (int stars = 0; stars < 100; ++stars)
        pattern += "a*";
    const std::string text(10'000, 'a');
    CHECK_FALSE(matches_wildcard(pattern + "b", text, Wildcards::star));
    CHECK_FALSE(matches_wildcard(pattern + "b", text, Wildcards::star_and_one));
    CHECK(matches_wildcard(pattern, text, Wildcards::star_and_one));
}

}  // namespace
}  // namespace atlas::aws
