// SPDX-License-Identifier: Apache-2.0
#include "events-ingestion/event.h"

#include <doctest/doctest.h>

#include "events-ingestion/timestamp.h"

using namespace atlas::ingestion;

namespace {

Reading read(std::string_view text, Limits limits = {}) {
    JsonScanner scanner(text);
    Reading reading;
    REQUIRE(read_event(scanner, limits, reading));
    return reading;
}

/// The error as "code field", or "".
std::string error_of(std::string_view text) {
    auto reading = read(text);
    if (!reading.error) return "";
    CHECK(reading.error->message != "");
    return reading.error->code + " " + reading.error->field;
}

}  // namespace

TEST_CASE("an event of each type is taken") {
    CHECK(error_of(R"({"type":"track","event":"Paid","userId":"u"})") == "");
    CHECK(error_of(R"({"type":"identify","anonymousId":"a","traits":{"x":1}})") == "");
    CHECK(error_of(R"({"type":"page","userId":"u","name":"Home","properties":{}})") == "");
    CHECK(error_of(R"({"type":"screen","userId":"u","context":{"ip":"::1"}})") == "");
    CHECK(error_of(R"({"type":"group","userId":"u","groupId":"g"})") == "");
    CHECK(error_of(R"({"type":"alias","userId":"u","previousId":"p"})") == "");
    CHECK(
        error_of(R"({"type":"page","userId":"u","traits":null,"integrations":{"All":true}})") == ""
    );
}

TEST_CASE("an error names the field and the rule") {
    CHECK(error_of("{}") == "missing_field type");
    CHECK(error_of(R"({"type":"buy","userId":"u"})") == "unknown_value type");
    CHECK(error_of(R"({"type":7,"userId":"u"})") == "wrong_kind type");
    CHECK(error_of(R"({"type":"track","userId":"u"})") == "missing_field event");
    CHECK(error_of(R"({"type":"page"})") == "missing_field userId");
    CHECK(error_of(R"({"type":"page","userId":""})") == "missing_field userId");
    CHECK(error_of(R"({"type":"page","userId":5})") == "wrong_kind userId");
    CHECK(error_of(R"({"type":"group","userId":"u"})") == "missing_field groupId");
    CHECK(error_of(R"({"type":"alias","userId":"u"})") == "missing_field previousId");
    CHECK(
        error_of(R"({"type":"alias","anonymousId":"u","previousId":"p"})") == "missing_field userId"
    );
    CHECK(error_of(R"({"type":"page","userId":"u","properties":[]})") == "wrong_kind properties");
    CHECK(error_of(R"({"type":"page","userId":"u","userId":"v"})") == "duplicate_field userId");
    CHECK(
        error_of(R"({"type":"page","userId":"u","timestamp":"today"})") == "unknown_value timestamp"
    );
    CHECK(error_of(R"("text")") == "not_an_object ");
    auto long_id = R"({"type":"page","userId":")" + std::string(256, 'u') + R"("})";
    CHECK(error_of(long_id) == "too_long userId");
}

TEST_CASE("a value may be escaped and means what it says") {
    CHECK(error_of(R"({"type":"\u0070age","userId":"u"})") == "");
    CHECK(error_of(R"({"type":"\u0067roup","userId":"u"})") == "missing_field groupId");
    CHECK(
        error_of(R"({"type":"page","userId":"u","timestamp":"2026\u002d11-22T20:49:43Z"})") == ""
    );
}

TEST_CASE("lengths count characters of what is said") {
    const auto page = [](const std::string& user) {
        return error_of(R"({"type":"page","userId":")" + user + R"("})");
    };
    const auto times = [](std::string_view what, int count) {
        std::string all;
        for (int index = 0; index < count; ++index)
            all += what;
        return all;
    };
    for (const auto* one : {"u", "\\u0041", "\xC3\xA9", "\xF0\x9F\x98\x80", "\\ud83d\\ude00"}) {
        CAPTURE(one);
        CHECK(page(times(one, 255)) == "");
        CHECK(page(times(one, 256)) == "too_long userId");
    }
}

TEST_CASE("half a surrogate pair is refused by name, wherever it stands in the event") {
    CHECK(error_of(R"({"type":"page","userId":"\ud800"})") == "lone_surrogate userId");
    CHECK(error_of(R"({"type":"page","userId":"u","x":["\udc00"]})") == "lone_surrogate ");
    CHECK(error_of(R"({"type":"page","userId":"u","\ud800":1})") == "lone_surrogate ");
    CHECK(
        error_of(R"({"type":"page","userId":"u","traits":{"a":"\ud800\u0041"}})") ==
        "lone_surrogate traits"
    );
    CHECK(error_of(R"({"type":"page","userId":"\ud83d\ude00"})") == "");
}

TEST_CASE("a member's name may be escaped") {
    CHECK(error_of(R"({"\u0074ype":"page","userId":"u"})") == "");
    CHECK(error_of(R"({"type":"page","\u0074ype":"page","userId":"u"})") == "duplicate_field type");
}

TEST_CASE("an event is keyed by its user, else by the anonymous visitor") {
    CHECK(read(R"({"type":"page","userId":"u","anonymousId":"a"})").event.key().inside == "u");
    CHECK(read(R"({"type":"page","anonymousId":"a"})").event.key().inside == "a");
}

TEST_CASE("an event that is wrong still tells its message id") {
    auto reading = read(R"({"messageId":"m-1","type":"buy"})");
    CHECK(reading.event.message_id.inside == "m-1");
    CHECK(reading.error->status == 422);
}

TEST_CASE("an event above its limit is refused by name") {
    Limits limits;
    limits.event_bytes_max = 40;
    auto fits = R"({"type":"page","userId":"u123456789012"})";
    REQUIRE(std::string_view(fits).size() == 40);
    CHECK_FALSE(read(fits, limits).error);
    auto reading = read(R"({"type":"page","userId":"u1234567890123"})", limits);
    CHECK(reading.error->code == "event_too_large");
    CHECK(reading.error->status == 413);
}

TEST_CASE("a timestamp is RFC 3339 with an offset") {
    for (auto good : {
             "2026-11-22T20:49:43Z",
             "2026-11-22T20:49:43.934Z",
             "2026-11-22t20:49:43.1+01:30",
             "2024-02-29T00:00:00-00:00",
             "2016-12-31T23:59:60Z",
         }) {
        CAPTURE(good);
        CHECK(is_timestamp(good));
    }
    for (auto bad : {
             "",
             "2026-11-22",
             "2026-11-22T20:49:43",
             "2026-02-29T00:00:00Z",
             "2026-13-01T00:00:00Z",
             "2026-11-22T24:00:00Z",
             "2026-11-22T20:49:43.Z",
             "2026-11-22 20:49:43Z",
             "2026-11-22T20:49:43Zx",
             "2026-11-22T20:49:43+1:00",
         }) {
        CAPTURE(bad);
        CHECK_FALSE(is_timestamp(bad));
    }
}
