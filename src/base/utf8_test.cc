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

TEST_CASE("a character that was cut short is replaced once, other bytes each") {
    auto replaced = [](int count) {
        std::string text;
        for (int index = 0; index < count; ++index)
            text += "\xEF\xBF\xBD";
        return text;
    };
    CHECK(repair_utf8("\xE2\x82") == replaced(1));
    CHECK(repair_utf8("\xF0\x9F\x98") == replaced(1));
    CHECK(
        repair_utf8("\xE2\x82"
                    "A") == replaced(1) + "A"
    );
    CHECK(repair_utf8("\xED\xA0\x80") == replaced(3));              // a surrogate
    CHECK(repair_utf8("\xC0\xAF\xFE") == replaced(3));              // overlong; FE never occurs
    CHECK(repair_utf8("\xF1\x80\x80\xE1\x80\xC2") == replaced(3));  // Unicode, table 3-11
}

TEST_CASE("a text is cut between its characters") {
    CHECK(cut_utf8("abc", 3) == 3);
    CHECK(cut_utf8("abc", 2) == 2);
    CHECK(cut_utf8("aé", 2) == 1);
    CHECK(cut_utf8("a𐍈b", 4) == 1);
    CHECK(cut_utf8("a𐍈b", 5) == 5);
}

}  // namespace
}  // namespace atlas
