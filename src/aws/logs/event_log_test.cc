// SPDX-License-Identifier: Apache-2.0
#include "aws/logs/event_log.h"

#include <algorithm>
#include <cstdlib>
#include <random>

#include <doctest/doctest.h>

#include "linux/fake_file_system.h"

namespace atlas::aws::logs {
namespace {

constexpr const char* folder = "/home/logs/group/stream";

std::vector<Event> events(EventLog& log) {
    std::vector<Event> all;
    auto segments = log.segments();
    REQUIRE_MESSAGE(segments.ok(), (segments ? "" : segments.error().message()));
    for (const auto& segment : segments.value()) {
        auto read = log.read_segment(segment.first);
        REQUIRE_MESSAGE(read.ok(), (read ? "" : read.error().message()));
        for (auto& event : read.value())
            all.push_back(std::move(event));
    }
    return all;
}

std::vector<std::string> messages(EventLog& log) {
    std::vector<std::string> messages;
    for (auto& event : events(log))
        messages.push_back(std::move(event.message));
    return messages;
}

std::uint64_t next_number(EventLog& log) {
    return log.append({}).value();
}

void append_text(linux::FileSystem& files, const std::string& name, const std::string& text) {
    REQUIRE(files.make_directories(folder).ok());
    auto file = files.open(std::string(folder) + "/" + name, linux::OpenMode::create).value();
    REQUIRE(file->write_at(file->size().value(), text).ok());
}

TEST_CASE("a torn last line is cut off when a stream is opened again") {
    linux::FakeFileSystem files(1);
    REQUIRE(EventLog(files, folder).append({{1, 1, "whole"}}).ok());
    append_text(files, "000000000000.jsonl", "{\"t\":2,\"i\":");
    EventLog again(files, folder);
    CHECK(next_number(again) == 1);
    REQUIRE(again.append({{3, 3, "next"}}).ok());
    EventLog third(files, folder);
    CHECK(messages(third) == std::vector<std::string>{"whole", "next"});
}

TEST_CASE("a file of another name is not the stream's") {
    linux::FakeFileSystem files(1);
    REQUIRE(EventLog(files, folder).append({{1, 1, "whole"}}).ok());
    append_text(files, "notes.jsonl", "{}");
    EventLog again(files, folder);
    CHECK(messages(again) == std::vector<std::string>{"whole"});
}

TEST_CASE("an append that fails leaves nothing behind, and the next one stands") {
    linux::FakeFileSystem files(1);
    EventLog log(files, folder);
    REQUIRE(log.append({{1, 1, "first"}}).ok());
    files.limit_space(20);
    CHECK(log.append({{2, 2, std::string(500, 'x')}}).error().code() == ErrorCode::exhausted);
    files.limit_space(std::nullopt);
    CHECK(next_number(log) == 1);
    REQUIRE(log.append({{3, 3, "second"}}).ok());
    EventLog again(files, folder);
    for (auto* each : {&log, &again})
        CHECK(messages(*each) == std::vector<std::string>{"first", "second"});
}

TEST_CASE("numbers stay where they are when a file in the middle has lost its end") {
    linux::FakeFileSystem files(1);
    EventLog log(files, folder);
    const std::string half(600'000, 'x');
    for (int index = 0; index < 4; ++index)
        REQUIRE(log.append({{index, index, std::to_string(index) + half}}).ok());
    auto first = files.open(std::string(folder) + "/000000000000.jsonl", linux::OpenMode::write);
    REQUIRE(first.value()->truncate(first.value()->size().value() - 5).ok());
    EventLog again(files, folder);
    auto left = events(again);
    REQUIRE(left.size() == 3);
    CHECK(left[1].number == 2);
    CHECK(left[1].message.starts_with("2x"));
    CHECK(next_number(again) == 4);
}

TEST_CASE("a line in the middle that cannot be read costs itself alone, after a start too") {
    linux::FakeFileSystem files(1);
    append_text(
        files,
        "000000000000.jsonl",
        "{\"t\":1,\"i\":1,\"m\":\"before\"}\n"
        "{\"t\":2,\"i\":1,\"m\":\"no end\n"
        "\n" +
            std::string(3, '\0') +
            "\n"
            "{\"other\":3}\n"
            "{\"t\":4,\"i\":1,\"m\":\"after 1\"}\n"
            "{\"t\":5,\"i\":1,\"m\":\"after 2\"}\n"
            "{\"t\":6,\"i\":1,\"m\":\"torn"
    );
    for (int start = 0; start < 2; ++start) {
        EventLog log(files, folder);
        REQUIRE(log.append({{7, 7, "start " + std::to_string(start)}}).ok());
        CHECK(messages(log).size() == static_cast<std::size_t>(4 + start));
    }
    EventLog log(files, folder);
    CHECK(log.faults().unreadable == 0);
    for (int read = 0; read < 2; ++read)
        CHECK(
            messages(log) ==
            std::vector<std::string>{"before", "after 1", "after 2", "start 0", "start 1"}
        );
    CHECK(log.faults().unreadable == 4);
    CHECK(log.faults().repaired == 0);
}

// Earlier versions wrote the output of containers as it was, even bytes that are not UTF-8.
TEST_CASE("events behind a message that is no UTF-8, of an earlier version, are there again") {
    linux::FakeFileSystem files(1);
    append_text(
        files,
        "000000000000.jsonl",
        "{\"t\":1,\"i\":9,\"m\":\"before\"}\n"
        "{\"t\":2,\"i\":9,\"m\":\"bad \xff\xfe bytes\"}\n"
        "{\"t\":3,\"i\":9,\"m\":\"cut \xE2\x82\"}\n"
        "{\"t\":4,\"i\":9,\"m\":\"after\"}\n"
    );
    EventLog log(files, folder);
    CHECK(next_number(log) == 4);
    CHECK(
        messages(log) ==
        std::vector<std::string>{
            "before",
            "bad \xEF\xBF\xBD\xEF\xBF\xBD bytes",
            "cut \xEF\xBF\xBD",
            "after",
        }
    );
    CHECK(log.faults().repaired == 2);
}

TEST_CASE("a message of any bytes can be read again") {
    linux::FakeFileSystem files(1);
    EventLog log(files, folder);
    std::string every;
    for (int byte = 0; byte < 256; ++byte)
        every += static_cast<char>(byte);
    REQUIRE(log.append({{1, 1, every}, {2, 2, "after"}}).ok());
    EventLog again(files, folder);
    REQUIRE(messages(again).size() == 2);
    CHECK(messages(again)[0].starts_with(every.substr(0, 128)));
    CHECK(messages(again)[1] == "after");
}

TEST_CASE("times of files are those of their earliest and latest events, read or not") {
    linux::FakeFileSystem files(1);
    EventLog log(files, folder);
    REQUIRE(log.append({{5, 10, "a"}, {2, 10, "b"}, {3, 11, "c"}}).ok());
    EventLog again(files, folder);
    for (auto* each : {&log, &again}) {
        auto segment = each->segments().value().at(0);
        CHECK(segment.earliest == 2);
        CHECK(segment.latest == 5);
        CHECK(segment.last_ingested == 11);
        CHECK(each->span().value()->earliest == 2);
    }
}

TEST_CASE("retention drops every file whose events are all older, wherever it stands") {
    linux::FakeFileSystem files(1);
    EventLog log(files, folder);
    const std::string big(1 << 20, 'x');
    for (int time : {50, 10, 60, 20})
        REQUIRE(log.append({{time, time, std::to_string(time) + big}}).ok());
    REQUIRE(log.drop_before(30).ok());
    auto left = messages(log);
    REQUIRE(left.size() == 2);
    CHECK(left[0].starts_with("50"));
    CHECK(left[1].starts_with("60"));
}

TEST_CASE("a removed stream takes nothing any more, and has nothing") {
    linux::FakeFileSystem files(1);
    EventLog log(files, folder);
    REQUIRE(log.append({{1, 1, "early"}}).ok());
    REQUIRE(log.remove().ok());
    CHECK(log.append({{1, 1, "late"}}).error().code() == ErrorCode::not_found);
    CHECK(messages(log).empty());
    CHECK_FALSE(files.exists(folder));
}

/// Random appends, sometimes followed by a writeback of everything (which the kernel starts by
/// itself within half a minute), and then a power cut.
class Trial {
public:
    explicit Trial(std::uint64_t seed) : random_(seed), files_(seed) {}

    std::size_t lost = 0;  // acknowledged events that are gone after a cut

    /// Whether after each cut the stream opens, has all events that were written back, and has no
    /// others than whole appended ones in their order.
    bool holds() {
        for (int life = 0; life < lives; ++life) {
            files_.stop_after(1 + random_() % 60);
            live();
            files_.cut_power();
            EventLog log(files_, folder);
            const auto found = messages(log);
            if (!contains(appended_, found) || !contains(found, safe_)) return false;
            lost += answered_ - std::min(answered_, found.size());
            appended_ = safe_ = found;
            write_back();
        }
        return true;
    }

    static constexpr int lives = 5;

private:
    void live() {
        EventLog log(files_, folder);
        answered_ = safe_.size();
        while (!files_.stopped()) {
            std::vector<Event> events;
            for (auto count = 1 + random_() % 3; count > 0; --count) {
                auto size = random_() % (random_() % 12 == 0 ? 300'000 : 900);
                events.push_back({1, 1, std::to_string(next_++) + std::string(size, 'm')});
                appended_.push_back(events.back().message);
            }
            if (log.append(events)) answered_ += events.size();
            if (random_() % 8 == 0 && write_back()) safe_ = appended_;
        }
    }
    bool write_back() {
        auto names = files_.list(folder);
        if (!names) return false;
        for (const auto& name : names.value()) {
            auto file = files_.open(std::string(folder) + "/" + name, linux::OpenMode::write);
            if (!file || !file.value()->sync()) return false;
        }
        for (const char* directory : {folder, "/home/logs/group", "/home/logs", "/home", "/"})
            if (!files_.sync_directory(directory)) return false;
        return true;
    }
    /// Whether `some` is a subsequence of `all`.
    static bool contains(
        const std::vector<std::string>& all, const std::vector<std::string>& some
    ) {
        auto at = all.begin();
        for (const auto& message : some) {
            at = std::find(at, all.end(), message);
            if (at++ == all.end()) return false;
        }
        return true;
    }

    std::mt19937_64 random_;
    linux::FakeFileSystem files_;
    std::vector<std::string> appended_;
    std::vector<std::string> safe_;
    std::size_t answered_ = 0;
    int next_ = 0;
};

TEST_CASE("a power cut takes the last lines at most; the stream opens, what is left is whole") {
    const char* wanted = std::getenv("ATLAS_POWER_CUTS");
    const auto cuts = wanted ? std::strtoull(wanted, nullptr, 10) : 200;
    std::size_t lost = 0;
    for (std::uint64_t seed = 1; seed <= cuts / Trial::lives; ++seed) {
        CAPTURE(seed);
        Trial trial(seed);
        REQUIRE(trial.holds());
        lost += trial.lost;
    }
    // The cuts did lose events, as docs/durability.md says they may.
    CHECK(lost > cuts);
}

}  // namespace
}  // namespace atlas::aws::logs
