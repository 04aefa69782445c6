// SPDX-License-Identifier: Apache-2.0
#include "linux/fake_file_system.h"

#include <set>

#include <doctest/doctest.h>

#include "linux/replace_file.h"

namespace atlas::linux {
namespace {

std::unique_ptr<File> make_file(FakeFileSystem& files, const std::string& path) {
    auto file = files.open(path, OpenMode::create);
    REQUIRE(file.ok());
    REQUIRE(files.sync_directory(directory_of(path)).ok());
    return std::move(file).value();
}

}  // namespace

TEST_CASE("what was synced is there after every cut, what was not is there or not") {
    std::set<std::string> outcomes;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        FakeFileSystem files(seed);
        auto file = make_file(files, "log");
        REQUIRE(file->write_at(0, "synced").ok());
        REQUIRE(file->sync().ok());
        REQUIRE(file->write_at(6, " lost?").ok());
        files.cut_power();
        CHECK(file->write_at(0, "x").error().code() == ErrorCode::io);
        auto left = load_file(files, "log").value();
        CHECK(left.starts_with("synced"));
        outcomes.insert(left);
    }
    CHECK(outcomes.contains("synced"));
    CHECK(outcomes.contains("synced lost?"));
    // The new size is durable, the bytes are not.
    CHECK(outcomes.contains(std::string("synced\0\0\0\0\0\0", 12)));
    // A torn sector.
    CHECK(outcomes.size() > 4);
}

TEST_CASE("a later sector may arrive without an earlier one") {
    bool seen = false;
    for (std::uint64_t seed = 0; seed < 200 && !seen; ++seed) {
        FakeFileSystem files(seed);
        auto file = make_file(files, "log");
        REQUIRE(file->allocate(1024).ok());
        REQUIRE(file->sync().ok());
        REQUIRE(file->write_at(0, std::string(1024, 'x')).ok());
        files.cut_power();
        auto left = load_file(files, "log").value();
        seen = left[0] == '\0' && left[1023] == 'x';
    }
    CHECK(seen);
}

TEST_CASE("a name is durable only when its folder is synced") {
    int lost = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        FakeFileSystem files(seed);
        make_file(files, "old")->sync().during("").ok();
        REQUIRE(files.open("new", OpenMode::create).ok());
        REQUIRE(files.rename("old", "renamed").ok());
        files.cut_power();
        lost += files.exists("new") ? 0 : 1;
        CHECK(files.exists("old") != files.exists("renamed"));
    }
    CHECK(lost > 20);
    CHECK(lost < 80);
}

TEST_CASE("a folder that vanishes takes its files along, a synced rename does not") {
    FakeFileSystem files(7);
    REQUIRE(files.make_directories("d").ok());
    REQUIRE(files.sync_directory(".").ok());
    make_file(files, "d/x");
    REQUIRE(files.rename("d", "e").ok());
    REQUIRE(files.open("e/y", OpenMode::create).ok());
    REQUIRE(files.sync_directory(".").ok());
    REQUIRE(files.sync_directory("e").ok());
    files.cut_power();
    CHECK(files.list("e").value() == std::vector<std::string>{"x", "y"});
    CHECK_FALSE(files.exists("d"));
}

TEST_CASE("replacing a file leaves the old bytes or the new at every point of a cut") {
    std::set<std::string> outcomes;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        FakeFileSystem files(seed);
        REQUIRE(replace_file(files, "note", "old").ok());
        files.stop_after(seed % 8);
        bool done = replace_file(files, "note", "new").ok();
        files.cut_power();
        auto left = load_file(files, "note").value();
        CHECK((left == "new" || (left == "old" && !done)));
        outcomes.insert(left);
    }
    CHECK(outcomes.size() == 2);
}

TEST_CASE("after a failed sync a later one succeeds and the data is gone all the same") {
    FakeFileSystem files(3);
    auto file = make_file(files, "log");
    REQUIRE(file->allocate(4).ok());
    REQUIRE(file->sync().ok());
    REQUIRE(file->write_at(0, "lost").ok());
    files.fail_syncs(1);
    CHECK_FALSE(file->sync().ok());
    CHECK(file->sync().ok());
    files.cut_power();
    CHECK(load_file(files, "log").value() == std::string(4, '\0'));
}

TEST_CASE("a full disk takes what fits and takes all again when there is room") {
    FakeFileSystem files(3);
    auto file = make_file(files, "log");
    files.limit_space(4);
    CHECK(file->write_at(0, "abcdef").error().code() == ErrorCode::exhausted);
    CHECK(file->size().value() == 4);
    CHECK(file->allocate(5).error().code() == ErrorCode::exhausted);
    REQUIRE(file->truncate(0).ok());
    CHECK(file->write_at(0, "abcd").ok());
    files.limit_space(std::nullopt);
    CHECK(file->write_at(0, "abcdef").ok());
}

TEST_CASE("a bad disk flips a bit that stays flipped") {
    FakeFileSystem files(3);
    auto file = make_file(files, "log");
    REQUIRE(file->write_at(0, "a").ok());
    REQUIRE(file->sync().ok());
    REQUIRE(files.flip_bit("log", 1).ok());
    CHECK(load_file(files, "log").value() == "c");
    files.cut_power();
    CHECK(load_file(files, "log").value() == "c");
    CHECK_FALSE(files.flip_bit("log", 8).ok());
}

}  // namespace atlas::linux
