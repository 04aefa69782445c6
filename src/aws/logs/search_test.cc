// SPDX-License-Identifier: Apache-2.0
#include "aws/logs/search.h"

#include <algorithm>
#include <random>

#include <doctest/doctest.h>

#include "aws/logs/page_token.h"
#include "linux/fake_file_system.h"

namespace atlas::aws::logs {
namespace {

using Messages = std::vector<std::string>;

struct Streams {
    linux::FakeFileSystem files{1};
    std::vector<SearchedStream> streams;

    EventLog& add(const std::string& id) {
        auto log = std::make_shared<EventLog>(files, "/home/logs/group/" + id);
        streams.push_back({"stream " + id, id, log});
        return *log;
    }
    Found find(const Search& wanted, const EventKey& from) {
        auto found = search(streams, wanted, from);
        REQUIRE_MESSAGE(found.ok(), (found ? "" : found.error().message()));
        return std::move(found).value();
    }
    /// The first words of a page's messages.
    static Messages words(const Found& found) {
        Messages words;
        for (const auto& each : found.events)
            words.push_back(each.event.message.substr(0, each.event.message.find(' ')));
        return words;
    }
    /// Reads all pages in the search's direction and joins them in the order of time.
    Messages read_all(const Search& wanted, std::size_t* pages = nullptr) {
        Messages all;
        auto at = wanted.newest_first ? after_all() : before_all();
        for (std::size_t count = 1;; ++count) {
            if (pages) *pages = count;
            REQUIRE(count < 10'000);
            auto page = find(wanted, at);
            auto part = words(page);
            all.insert(wanted.newest_first ? all.begin() : all.end(), part.begin(), part.end());
            if (!page.more) return all;
            auto next = wanted.newest_first ? page.begin : page.end;
            REQUIRE(next != at);
            at = next;
        }
    }
};

const std::string half = " " + std::string(600'000, 'x');

/// Four files of two events each, 600 kB an event, with times from 0.
struct FourFiles : Streams {
    FourFiles() {
        auto& log = add("a");
        for (int index = 0; index < 8; ++index)
            REQUIRE(log.append({{index, index, std::to_string(index) + half}}).ok());
    }
    static Search limited(std::size_t events, std::size_t bytes, std::size_t scanned) {
        Search wanted;
        wanted.limits = {events, bytes, scanned};
        return wanted;
    }
    static EventKey at(std::int64_t time) { return {time, "", 0}; }
};

TEST_CASE("a page ends at its count of events, of bytes, and of bytes looked at") {
    FourFiles four;
    CHECK(
        four.words(four.find(four.limited(2, 1 << 30, 1 << 30), four.at(1))) == Messages{"1", "2"}
    );
    auto by_bytes = four.find(four.limited(100, 1'900'000, 1 << 30), four.at(1));
    CHECK(four.words(by_bytes) == Messages{"1", "2", "3"});
    CHECK(by_bytes.more);
    CHECK(four.words(four.find(four.limited(100, 1, 1 << 30), four.at(1))) == Messages{"1"});
    auto last = four.limited(100, 1 << 30, 3'000'000);
    last.matches = [](const std::string& message) { return message.starts_with("7"); };
    auto page = four.find(last, before_all());
    CHECK(page.events.empty());
    CHECK(page.more);
    page = four.find(last, page.end);
    CHECK(four.words(page) == Messages{"7"});
    CHECK_FALSE(page.more);
    CHECK(four.find(last, page.end).end == page.end);
}

TEST_CASE("backward the newest come first, in their order, down to the oldest that is kept") {
    FourFiles four;
    REQUIRE(four.streams[0].log->drop_before(2).ok());
    auto wanted = four.limited(3, 1 << 30, 1 << 30);
    wanted.newest_first = true;
    auto page = four.find(wanted, after_all());
    CHECK(four.words(page) == Messages{"5", "6", "7"});
    page = four.find(wanted, page.begin);
    CHECK(four.words(page) == Messages{"2", "3", "4"});
    page = four.find(wanted, page.begin);
    CHECK(page.events.empty());
    CHECK(page.begin == page.end);
}

TEST_CASE("events are in the order of time, whatever the order and the streams they came in") {
    Streams streams;
    auto& one = streams.add("a");
    auto& other = streams.add("b");
    REQUIRE(one.append({{30, 1, "third"}}).ok());
    REQUIRE(one.append({{10, 2, "first"}, {20, 2, "second"}}).ok());
    REQUIRE(other.append({{20, 3, "second-b"}, {5, 3, "zeroth"}}).ok());
    Search wanted;
    const Messages all{"zeroth", "first", "second", "second-b", "third"};
    for (std::size_t limit = 1; limit < 7; ++limit) {
        for (bool newest_first : {false, true}) {
            wanted.limits.events = limit;
            wanted.newest_first = newest_first;
            CHECK(streams.read_all(wanted) == all);
        }
    }
    wanted.start = 10;
    wanted.end = 30;
    CHECK(streams.read_all(wanted) == Messages{"first", "second", "second-b"});
}

TEST_CASE("pages of events at random times lose none and repeat none, within every limit") {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        CAPTURE(seed);
        std::mt19937_64 random(seed);
        Streams streams;
        std::vector<std::pair<EventKey, std::string>> expected;
        for (const auto* id : {"a", "b", "c"}) {
            auto& log = streams.add(id);
            for (std::uint64_t number = 0; number < 8; ++number) {
                auto time = static_cast<std::int64_t>(random() % 50);
                auto word = id + std::to_string(number);
                auto size = random() % 2 == 0 ? 300'000 : random() % 100;
                REQUIRE(log.append({{time, 1, word + " " + std::string(size, 'm')}}).ok());
                expected.emplace_back(EventKey{time, id, number}, word);
            }
        }
        std::ranges::sort(expected);
        Messages words;
        for (const auto& [key, word] : expected)
            words.push_back(word);
        Search wanted;
        wanted.limits = {2 + random() % 7, 1 + random() % 500'000, 1 + random() % 2'000'000};
        for (bool newest_first : {false, true}) {
            wanted.newest_first = newest_first;
            CHECK(streams.read_all(wanted) == words);
        }
    }
}

TEST_CASE("an end's position finds what comes later, an empty stream's too") {
    Streams streams;
    auto& log = streams.add("a");
    Search newest;
    newest.newest_first = true;
    auto empty = streams.find(newest, after_all());
    REQUIRE(log.append({{10, 1, "one"}}).ok());
    CHECK(streams.words(streams.find(Search{}, empty.end)) == Messages{"one"});
    auto end = streams.find(newest, after_all()).end;
    REQUIRE(log.append({{10, 1, "two"}, {11, 1, "three"}}).ok());
    CHECK(streams.words(streams.find(Search{}, end)) == Messages{"two", "three"});
}

TEST_CASE("a token holds for what it was made for, and for nothing else") {
    EventToken token{'b', {-5, "stream", UINT64_MAX}};
    auto again = parse_token(encode_token(token, "group"), std::string("group"));
    REQUIRE(again);
    CHECK(again->direction == 'b');
    CHECK(again->position == token.position);
    CHECK_FALSE(parse_token(encode_token(token, "group"), std::string("other")));
    for (const auto* text :
         {"", "f", "f/1/2", "x/1/2/s/group", "f/1/2/s", "f/x/2/s/group", "f/1/2x/s/group"})
        CHECK_FALSE(parse_token(text, std::string("group")));
    const ListQuery query{"DescribeLogGroups", "/pre", ""};
    auto place = parse_token(encode_token(ListToken{7, "a/b"}, query), query);
    REQUIRE(place);
    CHECK(*place == ListToken{7, "a/b"});
    CHECK_FALSE(parse_token(encode_token(ListToken{7, "a/b"}, query), ListQuery{"", "/pre", ""}));
    CHECK_FALSE(parse_token("a/b", query));
}

}  // namespace
}  // namespace atlas::aws::logs
