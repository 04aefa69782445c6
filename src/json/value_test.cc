// SPDX-License-Identifier: Apache-2.0
#include "json/value.h"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

namespace atlas::json {
namespace {

std::string again(std::string_view text) {
    auto value = parse(text);
    return value ? serialize(value.value()) : value.error().message();
}

std::string refusal(std::string_view text, Limits limits = {}) {
    auto value = parse(text, limits);
    return value ? "accepted" : value.error().message();
}

TEST_CASE("a document comes back as it was, without white space") {
    CHECK(
        again(R"( { "b" : [ 1 , -2 , true , null ] , "a" : { } , "c" : [] } )") ==
        R"({"b":[1,-2,true,null],"a":{},"c":[]})"
    );
    CHECK(again("9223372036854775807") == "9223372036854775807");
    CHECK(again("-9223372036854775808") == "-9223372036854775808");
    CHECK(again("\"\"") == "\"\"");
}

TEST_CASE("escapes are read and written, UTF-8 passes") {
    CHECK(again(R"("\u00e4\u20ac\ud83d\ude00\/\n\u0001\u007f")") == "\"ä€😀/\\n\\u0001\x7f\"");
    CHECK(again(R"({"k\"ey":"\\"})") == R"({"k\"ey":"\\"})");
    CHECK(*parse(R"("a\u0000b")").value().as_string() == std::string("a\0b", 3));
    CHECK(again(R"("a\u0000b")") == R"("a\u0000b")");
}

TEST_CASE("a text that is no UTF-8 is written so that it can be read again") {
    const Value bad("a\xff\n\xE2\x82\"é");
    const auto written = serialize(bad);
    CHECK(written == "\"a\xEF\xBF\xBD\\n\xEF\xBF\xBD\\\"é\"");
    CHECK(parse(written).ok());
}

TEST_CASE("doubles are the nearest ones, written as short as they read back") {
    CHECK(again("0.1") == "0.1");
    CHECK(again("1763926800.934") == "1763926800.934");
    CHECK(again("1.7E9") == "1700000000");
    CHECK(again("5e-324") == "5e-324");
    CHECK(again("-0e0") == "0");
    CHECK(again("1e300") == "1e+300");
    CHECK(again("18446744073709551615") == "1.8446744073709552e+19");
    CHECK(*parse("3.14159265358979323846").value().as_double() == 3.14159265358979323846);
    CHECK(serialize(Value(std::numeric_limits<double>::infinity())) == "null");
    CHECK(serialize(Value(std::nan(""))) == "null");
}

TEST_CASE("what is not JSON is refused with its place") {
    CHECK(refusal("") == "JSON at byte 0: incomplete JSON");
    CHECK(refusal("{\"a\":1,}").starts_with("JSON at byte 7: "));
    for (std::string_view text :
         {"[1 2]",   "01",      "+1",          ".5",       "1.",           "nul",
          "NaN",     "'a'",     "\"a",         "{\"a\"}",  "{a:1}",        "[1,]",
          "{} {}",   "\"\\x\"", "\"\\ud800\"", "\"\xff\"", "\"\xc0\x80\"", "\"\n\"",
          "// c\n1", "1e999",   "]",           "{\"a\":1"}) {
        CAPTURE(text);
        CHECK(refusal(text).starts_with("JSON at byte "));
    }
}

TEST_CASE("a name that stands twice is refused, also in a large object") {
    CHECK(refusal(R"({"a":1,"b":2,"a":3})").ends_with("the name \"a\" stands twice"));
    CHECK(refusal(R"([{"\u0061":1,"a":3}])").ends_with("the name \"a\" stands twice"));
    std::string large = "{";
    for (int index = 0; index < 199'999; ++index)
        large += "\"" + std::to_string(index) + "\":0,";
    CHECK(refusal(large + "\"x\":1}") == "accepted");
    CHECK(refusal(large + "\"77\":1}").ends_with("the name \"77\" stands twice"));
}

TEST_CASE("an object of more members than the limit is refused as soon as it is seen") {
    std::string text = "{";
    for (int index = 0; index < 250'000; ++index)
        text += (index ? ",\"k" : "\"k") + std::to_string(index) + "\":1";
    text += "}";
    auto refused = parse(text);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message().contains("too many members"));
    CHECK(parse(text, {.members_max = 250'000}).ok());
}

TEST_CASE("limits hold for bytes and depth") {
    CHECK(refusal("[1,2,3]", {.bytes_max = 6}) == "JSON of 7 bytes, at most 6");
    CHECK(refusal("[[1]]", {.depth_max = 2}) == "accepted");
    CHECK(refusal("[[[1]]]", {.depth_max = 2}) != "accepted");
    CHECK(refusal(std::string(1'000'000, '[')) != "accepted");
}

TEST_CASE("objects keep their order and are searched by name") {
    Object object;
    object["z"] = 1;
    object["a"] = "x";
    object["z"] = 2;
    CHECK(serialize(object) == R"({"z":2,"a":"x"})");
    CHECK(object.erase("z"));
    CHECK_FALSE(object.erase("z"));
    CHECK(object.find("z") == nullptr);
    CHECK(Value(object).find("a")->as_string()->size() == 1);
    CHECK(Value(1).find("a") == nullptr);
}

TEST_CASE("pretty text has two spaces a level") {
    CHECK(
        serialize_pretty(parse(R"({"a":[1,{}],"b":[]})").value()) ==
        "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}"
    );
}

}  // namespace
}  // namespace atlas::json
