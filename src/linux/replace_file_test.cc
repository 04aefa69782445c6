// SPDX-License-Identifier: Apache-2.0
#include "linux/replace_file.h"

#include <cstdlib>
#include <filesystem>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace atlas::linux {
namespace {

struct Folder {
    Folder() {
        char made[] = "/tmp/atlas-file-XXXXXX";
        REQUIRE(::mkdtemp(made));
        path = made;
    }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string path;
};

struct stat status_of(const std::string& path) {
    struct stat status{};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status;
}

}  // namespace

TEST_CASE("a file is replaced whole and read back") {
    Folder folder;
    REQUIRE(make_directory(folder.path + "/a/b").ok());
    auto path = folder.path + "/a/b/f";
    CHECK(replace_file(path, "one and more").ok());
    CHECK(replace_file(path, "two").ok());
    CHECK(read_file(path).value() == "two");
    CHECK(replace_unsynced(path, "three").ok());
    CHECK(read_file(path).value() == "three");
    CHECK((status_of(path).st_mode & 0777) == 0600);
    CHECK((status_of(folder.path + "/a/b").st_mode & 0777) == 0700);
    CHECK_FALSE(std::filesystem::exists(path + ".tmp"));
    CHECK(read_file(folder.path + "/none").error().code() == ErrorCode::not_found);
    CHECK(replace_file(folder.path + "/none/f", "").error().code() == ErrorCode::not_found);
}

TEST_CASE("what a writer left that died in between is no hindrance, and not in the file") {
    Folder folder;
    auto path = folder.path + "/f";
    REQUIRE(replace_file(path + ".tmp", "much longer than what comes").ok());
    REQUIRE(replace_file(path, "short").ok());
    CHECK(read_file(path).value() == "short");
}

TEST_CASE("a reader that has the old file open goes on reading the old bytes") {
    Folder folder;
    auto path = folder.path + "/f";
    REQUIRE(replace_file(path, "old").ok());
    SystemFileSystem files;
    auto open = files.open(path, OpenMode::read);
    REQUIRE(open.ok());
    REQUIRE(replace_file(path, "new").ok());
    std::string seen(3, ' ');
    REQUIRE(open.value()->read_at(0, seen).ok());
    CHECK(seen == "old");
}

TEST_CASE("a file and a folder are given to their owner") {
    if (::geteuid() != 0) {
        MESSAGE("skipped: only root gives files away");
        return;
    }
    Folder folder;
    constexpr Owner owner = 4711;
    REQUIRE(make_directory(folder.path + "/a", owner).ok());
    REQUIRE(replace_file(folder.path + "/a/f", "text", owner).ok());
    for (const auto* name : {"/a", "/a/f"}) {
        CHECK(status_of(folder.path + name).st_uid == owner);
        CHECK(status_of(folder.path + name).st_gid == owner);
    }
}

}  // namespace atlas::linux
