// SPDX-License-Identifier: Apache-2.0
#include "region/home.h"

#include <barrier>
#include <csignal>
#include <cstdlib>
#include <filesystem>
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
    auto kept = find_id(folder.path);
    REQUIRE(kept.has_value());
    for (const auto& id : ids)
        CHECK(id == *kept);
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
    CHECK_FALSE(find_id(folder.path).has_value());
    SystemRandom random;
    auto home = Home::open(folder.path, random);
    REQUIRE(home.ok());
    CHECK(find_id(folder.path) == home.value().identity().id);
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
