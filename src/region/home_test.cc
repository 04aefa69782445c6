// SPDX-License-Identifier: Apache-2.0
#include "region/home.h"

#include <barrier>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

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

TEST_CASE("first starts at the same time agree on one identity") {
    Folder folder;
    std::vector<std::string> ids(8);
    {
        std::barrier together(std::ssize(ids));
        std::vector<std::jthread> starts;
        for (auto& id : ids)
            starts.emplace_back([&] {
                SystemRandom random;
                together.arrive_and_wait();
                auto home = Home::open(folder.path, random);
                id = home ? home.value().identity().id : home.error().message();
            });
    }
    auto kept = read_identity(folder.path);
    REQUIRE(kept.ok());
    for (const auto& id : ids)
        CHECK(id == kept.value().id);
    CHECK_FALSE(std::filesystem::exists(folder.path + "/identity.lock"));
}

TEST_CASE("nobody holds the lock of a home that does not run") {
    Folder folder;
    CHECK(running_pid(folder.path) == 0);
    CHECK(running_pid(folder.path + "/none") == 0);
}

TEST_CASE("a home that is held is waited for until its holder has ended") {
    using namespace std::chrono_literals;
    Folder folder;
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    int holder = ::fork();
    if (holder == 0) {
        SystemRandom random;
        auto home = Home::open(folder.path, random);
        bool locked = home.ok() && home.value().lock().ok();
        (void)!::write(ends[1], &locked, sizeof locked);
        ::pause();
        ::_exit(0);
    }
    bool locked = false;
    REQUIRE(::read(ends[0], &locked, sizeof locked) == sizeof locked);
    REQUIRE(locked);
    CHECK(running_pid(folder.path) == holder);
    CHECK_FALSE(await_unlocked(folder.path, 20ms));
    ::kill(holder, SIGKILL);
    CHECK(await_unlocked(folder.path, 10s));
    ::waitpid(holder, nullptr, 0);
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST_CASE("the id of a region is found in its home, and none where no region was") {
    Folder folder;
    CHECK(read_identity(folder.path).error().code() == ErrorCode::not_found);
    SystemRandom random;
    auto home = Home::open(folder.path, random);
    REQUIRE(home.ok());
    CHECK(read_identity(folder.path).value().id == home.value().identity().id);
}

TEST_CASE("an identity is not believed unless each of its fields is one") {
    Folder folder;
    SystemRandom random;
    for (const char* text :
         {"{",
          "[]",
          R"({"Account": "123456789012"})",
          R"({"Id": "a1b2c3"})",
          R"({"Id": "../../x", "Account": "123456789012"})",
          R"({"Id": "../hs-v", "Account": "123456789012"})",
          R"({"Id": "A1B2C3", "Account": "123456789012"})",
          R"({"Id": "a1b2c3d", "Account": "123456789012"})",
          R"({"Id": "", "Account": "123456789012"})",
          R"({"Id": "a1b2c3", "Account": "012345678901"})",
          R"({"Id": "a1b2c3", "Account": "1234/6789012"})",
          R"({"Id": 7, "Account": "123456789012"})"}) {
        CAPTURE(text);
        std::ofstream(folder.path + "/identity.json") << text;
        auto read = read_identity(folder.path);
        REQUIRE_FALSE(read.ok());
        CHECK(read.error().code() == ErrorCode::io);
        CHECK(read.error().message().contains("identity.json: "));
        CHECK(Home::open(folder.path, random).error().code() == ErrorCode::io);
    }
}

TEST_CASE("an identity is not made anew beside what another made") {
    for (const char* name : {"store.db", "sealing.key", "credentials.json"}) {
        Folder folder;
        SystemRandom random;
        std::ofstream(folder.path + "/" + name) << "x";
        auto home = Home::open(folder.path, random);
        REQUIRE_FALSE(home.ok());
        CHECK(home.error().message().contains(std::string("has ") + name + " but no identity.json")
        );
    }
}

TEST_CASE("a home of another user is not taken" * doctest::skip(::geteuid() != 0)) {
    Folder folder;
    SystemRandom random;
    REQUIRE(::chown(folder.path.c_str(), 65534, 65534) == 0);
    auto home = Home::open(folder.path, random);
    REQUIRE_FALSE(home.ok());
    CHECK(home.error().code() == ErrorCode::conflict);
    CHECK(home.error().message().contains("belongs to user 65534"));
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
