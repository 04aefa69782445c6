// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/json_scanner.h"

#include <doctest/doctest.h>

#include "base/random.h"
#include "json/value.h"

using namespace atlas;
using namespace atlas::ingestion;

namespace {

bool is_json(std::string_view text) {
    JsonScanner scanner(text);
    scanner.skip_space();
    if (!scanner.scan_value(0)) return false;
    scanner.skip_space();
    return scanner.at_end();
}

std::string unescaped(std::string_view inside) {
    std::string out;
    append_unescaped(out, inside);
    return out;
}

}  // namespace

TEST_CASE("the scanner takes what is JSON") {
    for (auto text : {
             "{}",
             "[]",
             " [ 1 , -0 , 1.5e-3 , 0.1 , 12E+2 ] ",
             R"({"a":{"b":[true,false,null]}})",
             R"("\u00e9\ud83d\ude00\n\/")",
             "\"\xC3\xA9 \xF0\x9F\x98\x80 long enough for the wide loop\"",
             "0",
         }) {
        CAPTURE(text);
        CHECK(is_json(text));
    }
}

TEST_CASE("the scanner refuses what is not JSON") {
    for (std::string_view text :
         {"",
          "{",
          "[1,]",
          "[1 2]",
          "{\"a\"}",
          "{\"a\":}",
          "{a:1}",
          "{\"a\":1,}",
          "01",
          "1.",
          ".5",
          "-",
          "1e",
          "+1",
          "tru",
          "nul",
          "\"abc",
          "\"a\nb\"",
          "\"\\x\"",
          "\"\\u12\"",
          "\"\\ud800\\u00\"",
          "\"\xC0\x80\"",
          "\"\xED\xA0\x80\"",
          "\"\xF5\x80\x80\x80\"",
          "\"\xE2\x82\"",
          "1 1",
          "\"\\"}) {
        CAPTURE(text);
        CHECK_FALSE(is_json(text));
    }
}

TEST_CASE("half a surrogate pair is grammar, and is counted") {
    const auto count = [](std::string_view text) {
        JsonScanner scanner(text);
        REQUIRE(scanner.scan_value(0));
        REQUIRE(scanner.at_end());
        return scanner.lone_surrogates();
    };
    CHECK(count(R"("\ud83d\ude00")") == 0);
    CHECK(count(R"("\ud800")") == 1);
    CHECK(count(R"("\ud800\u0041")") == 1);
    CHECK(count(R"("\udc00\ud800")") == 2);
    CHECK(count(R"(["\ud800\ud800\udc00",{"\uDFFF":1}])") == 2);
}

TEST_CASE("characters are counted as what is said, not as it is written") {
    CHECK(count_characters("abc") == 3);
    CHECK(count_characters(R"(\u0041\n\\)") == 3);
    CHECK(count_characters("\xC3\xA9\xF0\x9F\x98\x80") == 2);
    CHECK(count_characters(R"(\ud83d\ude00)") == 1);
}

TEST_CASE("values within one another end at a limit") {
    CHECK(is_json(std::string(32, '[') + std::string(32, ']')));
    CHECK_FALSE(is_json(std::string(33, '[') + std::string(33, ']')));
    CHECK_FALSE(is_json(std::string(100'000, '[')));
}

TEST_CASE("escapes are undone and made") {
    CHECK(unescaped(R"(a\"b\\c\/\b\f\n\r\t)") == "a\"b\\c/\b\f\n\r\t");
    CHECK(
        unescaped(R"(\u0041\u00e9\u20ac\ud83d\ude00)") == "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"
    );
    CHECK(unescaped(R"(\ud800x\udc00)") == "\xEF\xBF\xBDx\xEF\xBF\xBD");
    std::string out;
    append_quoted(out, "a\"b\\c\n\x01");
    CHECK(out == R"("a\"b\\c\u000a\u0001")");
}

TEST_CASE("the scanner and the parser agree on damaged text") {
    SeededRandom random(7);
    const std::string good =
        R"({"type":"track","list":[1,2.5,-3e2,"\u00e9\n"],"é":{"this":null,"other":true},"end":"x"})";
    for (int round = 0; round < 20'000; ++round) {
        std::string text = good;
        auto bytes = random.bytes(6);
        auto at = [&](int index) { return static_cast<unsigned char>(bytes[std::size_t(index)]); };
        text[at(0) % text.size()] = bytes[1];
        if (at(2) < 128) text.erase(at(3) % text.size(), at(4) % 4);
        // Only the parser refuses a duplicate name; these edits are unlikely to produce one.
        CAPTURE(text);
        CHECK(is_json(text) == json::parse(text).ok());
    }
}
