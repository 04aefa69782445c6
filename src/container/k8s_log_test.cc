// SPDX-License-Identifier: Apache-2.0
#include "container/k8s_log.h"

#include <doctest/doctest.h>

#include "base/utf8.h"

using namespace atlas;
using namespace atlas::container;

namespace {

struct Collected {
    K8sLogReader reader;
    std::vector<PrintedLine> lines;
    void feed(std::string_view bytes) {
        reader.feed(bytes, [&](PrintedLine line) { lines.push_back(std::move(line)); });
    }
};

}  // namespace

TEST_CASE("a record of conmon's becomes a line with its time and stream") {
    Collected log;
    log.feed("2026-11-22T20:49:43.934697020+00:00 stdout F hello there\n");
    log.feed("2026-11-22T22:49:44.000000000+02:00 stderr F \n");
    REQUIRE(log.lines.size() == 2);
    CHECK(log.lines[0].text == "hello there");
    CHECK_FALSE(log.lines[0].from_stderr);
    CHECK(format_iso8601_ms(log.lines[0].at) == "2026-11-22T20:49:43.934Z");
    CHECK(log.lines[1].text.empty());
    CHECK(log.lines[1].from_stderr);
    CHECK(format_iso8601_ms(log.lines[1].at) == "2026-11-22T20:49:44.000Z");
    CHECK(log.reader.pending_bytes() == 0);
}

TEST_CASE("partial records of one stream are one line, whatever the other stream does") {
    Collected log;
    log.feed("2026-11-22T20:49:43.1+00:00 stdout P one \n");
    log.feed("2026-11-22T20:49:43.2+00:00 stderr F aside\n");
    log.feed("2026-11-22T20:49:43.3+00:00 stdout F two\n");
    REQUIRE(log.lines.size() == 2);
    CHECK(log.lines[0].text == "aside");
    CHECK(log.lines[1].text == "one two");
}

TEST_CASE("bytes may come in any pieces") {
    std::string text =
        "2026-11-22T20:49:43.1+00:00 stdout F one\n2026-11-22T20:49:43.1+00:00 stdout F two\n";
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        Collected log;
        log.feed(text.substr(0, cut));
        auto pending = log.reader.pending_bytes();
        CHECK(text.substr(0, cut - pending).find_last_of('\n') + 1 == cut - pending);
        log.feed(text.substr(cut));
        REQUIRE(log.lines.size() == 2);
        CHECK(log.lines[1].text == "two");
    }
}

TEST_CASE("what is no record is passed over, and a line without end comes in pieces") {
    Collected log;
    log.feed("garbage\n\n2026-11-22 stdout F x\n");
    CHECK(log.lines.empty());
    log.feed("2026-11-22T20:49:43.1+00:00 stdout F whole\n");
    REQUIRE(log.lines.size() == 1);
    CHECK(log.lines[0].unreadable_before == 3);
    log.lines.clear();
    for (int part = 0; part < 40; ++part)
        log.feed("2026-11-22T20:49:43.1+00:00 stdout P " + std::string(16 << 10, 'x') + "\n");
    REQUIRE(log.lines.size() == 2);
    CHECK(log.lines[0].text.size() == 256 << 10);
    CHECK(log.lines[0].unreadable_before == 0);
    log.reader.finish([&](PrintedLine line) { log.lines.push_back(std::move(line)); });
    CHECK(log.lines[2].text.size() == 128 << 10);
}

TEST_CASE("bytes that are no UTF-8 become U+FFFD, also where a record ends within a character") {
    Collected log;
    log.feed("2026-11-22T20:49:43.1+00:00 stdout F a\xff\xfe \xE2\x82 b\n");
    log.feed("2026-11-22T20:49:43.1+00:00 stdout P caf\xC3\n");
    log.feed("2026-11-22T20:49:43.1+00:00 stdout F \xA9\n");
    REQUIRE(log.lines.size() == 2);
    CHECK(log.lines[0].text == "a\xEF\xBF\xBD\xEF\xBF\xBD \xEF\xBF\xBD b");
    CHECK(log.lines[1].text == "café");
    CHECK(log.lines[0].repaired);
    CHECK_FALSE(log.lines[1].repaired);
}

TEST_CASE("a long line is cut between characters, and stays within the limit when repaired") {
    Collected log;
    std::string euros = "x";
    while (euros.size() < 300 << 10)
        euros += "€";
    log.feed("2026-11-22T20:49:43.1+00:00 stdout F " + euros + "\n");
    log.feed("2026-11-22T20:49:43.1+00:00 stdout F " + std::string(200 << 10, '\x80') + "\n");
    std::string joined;
    for (const auto& line : log.lines) {
        CHECK(line.text.size() <= 256 << 10);
        CHECK(is_utf8(line.text));
        if (!line.text.contains("\xEF\xBF\xBD")) joined += line.text;
    }
    CHECK(joined == euros);
    CHECK(log.lines.size() == 5);
}
