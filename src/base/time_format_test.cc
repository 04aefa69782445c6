// SPDX-License-Identifier: Apache-2.0
#include "base/time_format.h"

#include <doctest/doctest.h>

namespace atlas {
namespace {

using namespace std::chrono_literals;
const Time moment = std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) + 20h + 49min + 43s;

TEST_CASE("times are written as AWS writes them") {
    CHECK(format_iso8601(moment) == "2026-11-22T20:49:43Z");
    CHECK(format_iso8601_ms(moment + 934ms) == "2026-11-22T20:49:43.934Z");
    CHECK(format_amz_date(moment) == "20261122T204943Z");
    CHECK(to_epoch_seconds(moment + 250ms) == doctest::Approx(1795380583.25));
}

TEST_CASE("what was written is read back") {
    CHECK(parse_iso8601("2026-11-22T20:49:43Z") == moment);
    CHECK(parse_iso8601("2026-11-22T20:49:43.934Z") == moment + 934ms);
    CHECK(parse_amz_date("20261122T204943Z") == moment);
    CHECK(from_epoch_seconds(1795380583.25) == moment + 250ms);
}

TEST_CASE("what is no time is refused") {
    for (auto text :
         {"",
          "2026-11-22",
          "2026-13-22T20:49:43Z",
          "2026-11-22T25:49:43Z",
          "2026-11-22T20:49:43+01",
          "2026-11-22T20:49:43.Z",
          "2026-11-22T20:49:43.0123456789Z"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_iso8601(text).has_value());
    }
    CHECK_FALSE(parse_amz_date("20261122T2049431").has_value());
    CHECK_FALSE(parse_amz_date("20260230T204943Z").has_value());
}

TEST_CASE("an HTTP date is read in its one form") {
    CHECK(parse_http_date("Sun, 22 Nov 2026 20:49:43 GMT") == parse_amz_date("20261122T204943Z"));
    for (const char* text :
         {"Sun, 22 Nov 2026 20:49:43 UTC",
          "Sunday, 22-Nov-26 20:49:43 GMT",
          "Sun, 22 xxx 2026 20:49:43 GMT",
          "Sun, 22 ovD 2026 20:49:43 GMT",
          "Sun, 32 Nov 2026 20:49:43 GMT",
          ""})
        CHECK_FALSE(parse_http_date(text).has_value());
}

TEST_CASE("a time that a Time cannot hold is refused, not wrapped around") {
    CHECK(format_amz_date(*parse_amz_date("22611231T235959Z")) == "22611231T235959Z");
    CHECK(format_amz_date(*parse_amz_date("16780101T000000Z")) == "16780101T000000Z");
    for (auto text : {"16771231T235959Z", "22620101T000000Z", "99991231T235959Z"})
        CHECK_FALSE(parse_amz_date(text).has_value());
    CHECK_FALSE(parse_iso8601("9999-12-31T23:59:59Z").has_value());
}

}  // namespace
}  // namespace atlas
