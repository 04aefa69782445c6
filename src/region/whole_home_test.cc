// SPDX-License-Identifier: Apache-2.0
#include "region/whole_home.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

#include "region/authority.h"
#include "region/sealing_key.h"

namespace atlas::region {
namespace {

struct Folder {
    Folder() {
        char name[] = "/tmp/atlas-whole-home-XXXXXX";
        path = ::mkdtemp(name);
    }
    ~Folder() { std::filesystem::remove_all(path); }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(path + "/" + name) << text;
    }
    std::string path;
};

TEST_CASE("a first start that was killed at any step may go on") {
    Folder home;
    CHECK(check_whole(home.path, false).ok());
    std::filesystem::create_directory(home.path + "/ca");
    home.write("ca/ca.key", "x");
    CHECK(check_whole(home.path, false).ok());
    home.write("ca/ca.pem", "x");
    home.write("sealing.key", "x");
    CHECK(check_whole(home.path, false).ok());
    CHECK(check_whole(home.path, true).ok());
    home.write("credentials.json", "x");
    CHECK(check_whole(home.path, true).ok());
}

TEST_CASE("a part that is gone from a full home is named") {
    for (const char* part : {"ca/ca.pem", "ca/ca.key", "sealing.key"}) {
        Folder home;
        std::filesystem::create_directory(home.path + "/ca");
        for (const char* name : {"ca/ca.pem", "ca/ca.key", "sealing.key", "credentials.json"})
            home.write(name, "x");
        std::filesystem::remove(home.path + "/" + part);
        auto whole = check_whole(home.path, true);
        REQUIRE_FALSE(whole.ok());
        CHECK(whole.error().message().contains(std::string(part) + " is missing"));
    }
    Folder home;
    home.write("credentials.json", "x");
    CHECK(check_whole(home.path, false).error().message().contains("store.db is empty"));
}

TEST_CASE("an authority or a sealing key that is none is refused in words") {
    Folder folder;
    SystemRandom random;
    SystemClock clock;
    auto home = Home::open(folder.path, random).value();
    auto made = open_authority(home, clock, random);
    REQUIRE(made.ok());
    CHECK(open_authority(home, clock, random).value().key_pem == made.value().key_pem);
    folder.write("ca/ca.pem", "x");
    CHECK(open_authority(home, clock, random).error().message().contains("ca/ca.pem"));
    auto other = crypto::make_authority("other", {}, {clock.now(), clock.now()}, random);
    folder.write("ca/ca.pem", other.certificate_pem);
    CHECK(open_authority(home, clock, random).error().message().contains("ca/ca.key"));
    folder.write("sealing.key", "ab");
    CHECK(open_sealing_key(folder.path, random).error().message().contains("sealing.key"));
}

TEST_CASE("a sealing key of another home is refused, one of an earlier version is taken over") {
    Folder folder, other;
    SystemRandom random;
    auto key = open_sealing_key(folder.path, random);
    REQUIRE(key.ok());
    CHECK(open_sealing_key(folder.path, random).value() == key.value());
    std::filesystem::remove(folder.path + "/sealing.digest");
    CHECK(open_sealing_key(folder.path, random).value() == key.value());
    REQUIRE(open_sealing_key(other.path, random).ok());
    std::filesystem::copy_file(
        other.path + "/sealing.key",
        folder.path + "/sealing.key",
        std::filesystem::copy_options::overwrite_existing
    );
    auto refused = open_sealing_key(folder.path, random);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message().contains("is not the key that this home's secrets"));
}

}  // namespace
}  // namespace atlas::region
