// SPDX-License-Identifier: Apache-2.0
#include "supervisor/log_tail.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

#include "supervisor/stored_workload.h"

namespace atlas::supervisor {
namespace {

namespace fs = std::filesystem;
using Texts = std::vector<std::string>;

/// A log that is written and rotated like conmon's.
struct Log {
    fs::path root;
    Log() {
        char name[] = "/tmp/atlas-log-XXXXXX";
        root = mkdtemp(static_cast<char*>(name));
        fs::create_directory(root / "links");
    }
    ~Log() { fs::remove_all(root); }
    std::string path() const { return root / "c.log"; }
    std::string links() const { return root / "links"; }
    LogTail tail(LogPlace from = {}) const { return {path(), links(), from}; }

    void print(const std::string& text, const char* tag = "F") const {
        std::ofstream(path(), std::ios::app)
            << "2026-11-22T20:49:43.1+00:00 stdout " << tag << " " << text << "\n";
    }
    void renew() const {
        std::ofstream(path() + ".tmp").flush();
        fs::rename(path() + ".tmp", path());
    }
    std::size_t link_count() const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(links()), {}));
    }
};

Texts texts(const LogTail::Piece& piece) {
    Texts texts;
    for (const auto& line : piece.lines)
        texts.push_back(line.text);
    return texts;
}

TEST_CASE("a renewed log is read to its old end first, then from the beginning") {
    Log log;
    log.print("1");
    auto tail = log.tail();
    CHECK(texts(tail.read()) == Texts{"1"});
    log.print("2");
    log.renew();
    log.print("3");
    auto piece = tail.read();
    CHECK(texts(piece) == Texts{"2", "3"});
    CHECK(log.link_count() == 2);
    tail.forget_before(piece.place);
    CHECK(log.link_count() == 1);
}

TEST_CASE("a log that is renewed again and again while its lines wait loses none of them") {
    Log log;
    auto tail = log.tail();
    Texts all;
    for (int file = 0; file < 10; ++file) {
        all.push_back(std::to_string(file));
        log.print(all.back());
        tail.look();
        log.renew();
    }
    CHECK(texts(tail.finish()) == all);
}

TEST_CASE("a later tail goes on where lines were dealt with, in whichever file that was") {
    Log log;
    log.print("1");
    log.print("2");
    auto place = [&] {
        auto tail = log.tail();
        auto piece = tail.read();
        return LogPlace{piece.place.inode, piece.place.offset / 2};
    }();
    CHECK(place.inode != 0);
    log.renew();
    log.print("3");
    store_log_place(log.root, place);
    CHECK(load_log_place(log.root) == place);
    auto tail = log.tail(load_log_place(log.root));
    auto piece = tail.read();
    CHECK(texts(piece) == Texts{"2", "3"});
    auto last = log.tail(piece.place);
    CHECK(texts(last.read()).empty());
    CHECK(log.link_count() == 1);
}

TEST_CASE("a line whose parts stand in two files is told whole, and again to a later tail") {
    Log log;
    log.print("a", "P");
    auto tail = log.tail();
    tail.look();
    log.renew();
    log.print("b", "P");
    auto piece = tail.read();
    CHECK(piece.lines.empty());
    tail.forget_before(piece.place);
    log.print("c");
    CHECK(texts(tail.read()) == Texts{"abc"});
    CHECK(texts(log.tail(piece.place).read()) == Texts{"abc"});
}

TEST_CASE("an offset that an earlier version noted holds for the file that is there") {
    Log log;
    log.print("1");
    auto offset = fs::file_size(log.path());
    log.print("2");
    std::ofstream(log.root / "log.offset") << offset;
    auto place = load_log_place(log.root);
    CHECK(place == LogPlace{0, offset});
    CHECK(texts(log.tail(place).read()) == Texts{"2"});
    // The log has been rotated: the offset belongs to another file.
    CHECK(texts(log.tail({0, 100'000}).read()) == Texts{"1", "2"});
}

TEST_CASE("of files that nobody reads the oldest is dropped beyond a limit") {
    Log log;
    auto tail = log.tail();
    for (std::size_t file = 0; file < LogTail::files_max + 2; ++file) {
        log.print(std::to_string(file));
        tail.look();
        log.renew();
    }
    CHECK(log.link_count() == LogTail::files_max);
    CHECK(texts(tail.finish()).front() == "3");  // the file at the path counts too
}

TEST_CASE("the last lines are those of the file at the path") {
    Log log;
    for (int line = 0; line < 5; ++line)
        log.print(std::to_string(line));
    CHECK(read_last_lines(log.path(), 2) == Texts{"3", "4"});
    CHECK(read_last_lines(log.root / "none", 2).empty());
    CHECK(log.link_count() == 0);
}

}  // namespace
}  // namespace atlas::supervisor
