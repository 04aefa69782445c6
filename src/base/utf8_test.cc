// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include <doctest/doctest.h>

namespace atlas {
namespace {

TEST_CASE("characters of every length are UTF-8") {
    for (auto text :
         {"", "a", "\x7f", "ä", "\xDF\xBF", "€", "\xEF\xBF\xBF", "𐍈", "\xF4\x8F\xBF\xBF"}) {
        CAPTURE(text);
        CHECK(is_utf8(text));
        CHECK(repair_utf8(text) == text);
    }
}

TEST_CASE("what is no character is found and replaced") {
    for (auto text :
         {"\xff",
          "\x80",
          "\xC3",
          "\xC0\x80",
          "\xE0\x9F\xBF",
          "\xED\xA0\x80",
          "\xF4\x90\x80\x80",
          "\xE2\x82"}) {
        CAPTURE(text);
        CHECK_FALSE(is_utf8(text));
        CHECK(is_utf8(repair_utf8(text)));
    }
    CHECK(
        repair_utf8("a\xff"
                    "b\xC3") ==
        "a\xEF\xBF\xBD"
        "b\xEF\xBF\xBD"
    );
}

}  // namespace
}  // namespace atlas
