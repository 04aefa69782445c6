// SPDX-License-Identifier: Apache-2.0
#include "cli/home_folder.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

using namespace atlas;
using atlas::cli::prepare_home;
using std::filesystem::perms;

TEST_CASE("a folder with somebody's files is neither taken nor closed to others") {
    char folder[] = "/tmp/atlas-folder-XXXXXX";
    REQUIRE(::mkdtemp(folder));
    const std::string path = folder;
    std::filesystem::permissions(path, perms(0755));
    std::ofstream(path + "/thesis.txt") << "years of work";
    auto refused = prepare_home(path);
    REQUIRE(!refused);
    CHECK(refused.error().code() == ErrorCode::conflict);
    CHECK(std::filesystem::status(path).permissions() == perms(0755));
    std::filesystem::remove_all(path);
}

TEST_CASE("an empty folder, an absent one and a region's own are taken") {
    char folder[] = "/tmp/atlas-folder-XXXXXX";
    REQUIRE(::mkdtemp(folder));
    const std::string path = folder;
    CHECK(prepare_home(path));
    CHECK(prepare_home(path + "/below"));
    std::filesystem::remove(path + "/below");
    std::ofstream(path + "/region.log") << "it did not start\n";
    CHECK(prepare_home(path));
    std::ofstream(path + "/identity.json") << "{}";
    std::ofstream(path + "/store.db") << "";
    CHECK(prepare_home(path));
    CHECK(std::filesystem::status(path).permissions() == perms(0700));
    std::filesystem::remove_all(path);
}
