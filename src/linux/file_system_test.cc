// SPDX-License-Identifier: Apache-2.0
#include "linux/file_system.h"

#include <cstdlib>

#include <doctest/doctest.h>
#include <unistd.h>

#include "linux/fake_file_system.h"
#include "linux/replace_file.h"

namespace atlas::linux {
namespace {

/// The contract of FileSystem, checked for the machine's file system and for the fake.
void keeps_the_contract(FileSystem& files, const std::string& home) {
    REQUIRE(files.make_directories(home + "/a/b").ok());
    REQUIRE(files.make_directories(home + "/a/b").ok());
    auto path = home + "/a/b/file";
    CHECK(files.open(path, OpenMode::read).error().code() == ErrorCode::not_found);
    auto file = files.open(path, OpenMode::exclusive).value();
    CHECK(files.open(path, OpenMode::exclusive).error().code() == ErrorCode::already_exists);

    REQUIRE(file->write_at(3, "abc").ok());
    std::string bytes(10, 'x');
    CHECK(file->read_at(0, bytes).value() == 6);
    CHECK(bytes.substr(0, 6) == std::string("\0\0\0abc", 6));
    CHECK(file->read_at(6, bytes).value() == 0);
    REQUIRE(file->allocate(100).ok());
    CHECK(file->size().value() == 100);
    REQUIRE(file->allocate(50).ok());
    CHECK(file->size().value() == 100);
    REQUIRE(file->truncate(4).ok());
    CHECK(file->size().value() == 4);
    file->start_writeback();
    REQUIRE(file->sync().ok());

    REQUIRE(files.sync_directory(home + "/a/b").ok());
    REQUIRE(files.rename(path, home + "/a/b/other").ok());
    CHECK_FALSE(files.exists(path));
    CHECK(files.list(home + "/a/b").value() == std::vector<std::string>{"other"});
    CHECK(files.remove(home + "/a").error().code() == ErrorCode::conflict);

    REQUIRE(replace_file(files, home + "/a/note", "one").ok());
    REQUIRE(replace_file(files, home + "/a/note", "2").ok());
    CHECK(load_file(files, home + "/a/note").value() == "2");
    CHECK(load_file(files, home + "/a/note", 0).error().code() == ErrorCode::exhausted);

    REQUIRE(files.rename(home + "/a/b", home + "/a/c").ok());
    CHECK(files.exists(home + "/a/c/other"));
    REQUIRE(remove_tree(files, home + "/a").ok());
    CHECK_FALSE(files.exists(home + "/a"));
    REQUIRE(remove_tree(files, home + "/a").ok());
}

}  // namespace

TEST_CASE("the machine's file system keeps the contract") {
    SystemFileSystem files;
    std::string home = "/tmp/atlas-file-system-XXXXXX";
    REQUIRE(mkdtemp(home.data()) != nullptr);
    keeps_the_contract(files, home);
    CHECK(remove_tree(files, home).ok());
}

TEST_CASE("a removed tree takes its symbolic links with it, and nothing that they lead to") {
    SystemFileSystem files;
    std::string home = "/tmp/atlas-file-system-XXXXXX";
    REQUIRE(mkdtemp(home.data()) != nullptr);
    REQUIRE(files.make_directories(home + "/kept").ok());
    REQUIRE(files.make_directories(home + "/tree/below").ok());
    REQUIRE(files.open(home + "/kept/file", OpenMode::create).ok());
    REQUIRE(symlink((home + "/kept").c_str(), (home + "/tree/to-folder").c_str()) == 0);
    REQUIRE(symlink((home + "/kept/file").c_str(), (home + "/tree/below/to-file").c_str()) == 0);
    REQUIRE(symlink("nowhere", (home + "/tree/below/to-nothing").c_str()) == 0);
    CHECK(remove_tree(files, home + "/tree").ok());
    CHECK_FALSE(files.exists(home + "/tree"));
    CHECK(files.exists(home + "/kept/file"));
    REQUIRE(symlink((home + "/kept").c_str(), (home + "/link").c_str()) == 0);
    CHECK(remove_tree(files, home + "/link").ok());
    CHECK(files.exists(home + "/kept/file"));
    CHECK(remove_tree(files, home).ok());
}

TEST_CASE("the fake file system keeps the contract") {
    FakeFileSystem files(1);
    keeps_the_contract(files, "home");
}

TEST_CASE("the folder of a path") {
    CHECK(directory_of("/a/b") == "/a");
    CHECK(directory_of("/a") == "/");
    CHECK(directory_of("b") == ".");
}

}  // namespace atlas::linux
