// SPDX-License-Identifier: Apache-2.0
#include "region/home.h"

#include <filesystem>

#include <doctest/doctest.h>
#include <stdlib.h>

namespace atlas::region {
namespace {

struct Folder {
    Folder() {
        char name[] = "/tmp/atlas-home-XXXXXX";
        path = ::mkdtemp(name);
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::string path;
};

TEST_CASE("a home makes its identity once and has it again") {
    Folder folder;
    SystemRandom random;
    auto first = Home::open(folder.path + "/a", random);
    REQUIRE(first.ok());
    auto again = Home::open(folder.path + "/a", random);
    REQUIRE(again.ok());
    CHECK(first.value().identity().account == again.value().identity().account);
    CHECK(first.value().identity().account.size() == 12);
    CHECK(first.value().identity().account[0] != '0');
    CHECK(first.value().identity().id.size() == 6);
}

TEST_CASE("nobody holds the lock of a home that does not run") {
    Folder folder;
    CHECK(running_pid(folder.path) == 0);
    CHECK(running_pid(folder.path + "/none") == 0);
}

TEST_CASE("texts of the home are written whole") {
    Folder folder;
    SystemRandom random;
    auto home = Home::open(folder.path, random);
    REQUIRE(home.ok());
    CHECK(home.value().write("endpoint", "http://127.0.0.1:4566").ok());
    CHECK(home.value().read("endpoint").value() == "http://127.0.0.1:4566");
    home.value().remove("endpoint");
    CHECK_FALSE(home.value().read("endpoint").ok());
}

}  // namespace
}  // namespace atlas::region
