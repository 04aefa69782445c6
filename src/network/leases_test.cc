// SPDX-License-Identifier: Apache-2.0
#include "network/leases.h"

#include <atomic>
#include <filesystem>
#include <thread>

#include <doctest/doctest.h>

#include "network/addresses.h"

namespace atlas::network {
namespace {

/// A temporary directory.
struct Place {
    Place() {
        char name[] = "/tmp/atlastest-XXXXXX";
        path = ::mkdtemp(static_cast<char*>(name));
        for (const char* home : {"/a", "/b"})
            std::filesystem::create_directory(path + home);
    }
    ~Place() { std::filesystem::remove_all(path); }
    std::string path;
};

TEST_CASE("two regions never share a block or a port, one region keeps its own") {
    Place place;
    auto run = place.path + "/run";
    auto first = take_lease(place.path + "/a", run);
    auto second = take_lease(place.path + "/b", run);
    REQUIRE(first);
    REQUIRE(second);
    CHECK(first.value().block != second.value().block);
    CHECK(first.value().api_port != second.value().api_port);
    CHECK(take_lease(place.path + "/a", run).value() == first.value());
    CHECK(list_leases(run).value().size() == 2);
}

TEST_CASE("a home that comes back gets what it had") {
    Place place;
    auto run = place.path + "/run";
    auto first = take_lease(place.path + "/a", run);
    REQUIRE(first);
    CHECK(free_lease(place.path + "/a", run));
    CHECK(list_leases(run).value().empty());
    CHECK(take_lease(place.path + "/a", run).value() == first.value());
}

TEST_CASE("the last lease takes the run directory with it") {
    Place place;
    auto run = place.path + "/run";
    REQUIRE(take_lease(place.path + "/a", run));
    REQUIRE(take_lease(place.path + "/b", run));
    CHECK(free_lease(place.path + "/a", run));
    CHECK(std::filesystem::exists(run));
    CHECK(free_lease(place.path + "/b", run));
    CHECK_FALSE(std::filesystem::exists(run));
    CHECK(free_lease(place.path + "/b", run));
}

TEST_CASE("regions that come and go at once share the directory that comes and goes with them") {
    Place place;
    auto run = place.path + "/run";
    std::vector<std::thread> threads;
    std::atomic<int> failed = 0;
    for (const char* home : {"/a", "/b"}) {
        threads.emplace_back([&, path = place.path + home] {
            for (int turn = 0; turn < 50; ++turn)
                if (!take_lease(path, run) || !free_lease(path, run)) ++failed;
        });
    }
    for (auto& thread : threads)
        thread.join();
    CHECK(failed == 0);
    CHECK_FALSE(std::filesystem::exists(run));
}

TEST_CASE("a lock that can never be had is told, not waited for") {
    Place place;
    auto run = place.path + "/run";
    std::filesystem::create_directory(run);
    std::filesystem::create_symlink(place.path + "/gone/lock", run + "/lock");
    auto refused = take_lease(place.path + "/a", run);
    REQUIRE(!refused);
    CHECK(refused.error().code() == ErrorCode::conflict);
    CHECK(refused.error().message().contains(run + "/lock"));
}

TEST_CASE("the lease of a home that is gone is free") {
    Place place;
    auto run = place.path + "/run";
    REQUIRE(take_lease(place.path + "/a", run));
    std::filesystem::remove_all(place.path + "/a");
    REQUIRE(take_lease(place.path + "/b", run));
    CHECK(list_leases(run).value().size() == 1);
}

TEST_CASE("addresses belong to owners and outlive the process") {
    Place place;
    std::string kept;
    {
        auto addresses = Addresses::open(place.path + "/a/network", "127.77.9");
        REQUIRE(addresses);
        CHECK(addresses.value()->lease("elb:app/x/1").value() == "127.77.9.10");
        kept = addresses.value()->lease("kafka:b").value();
        CHECK(addresses.value()->release("elb:app/x/1"));
    }
    auto addresses = Addresses::open(place.path + "/a/network", "127.77.9");
    REQUIRE(addresses);
    CHECK(addresses.value()->lease("kafka:b").value() == kept);
    CHECK(addresses.value()->lease("elb:app/y/2").value() == "127.77.9.10");
}

TEST_CASE("a block has 245 addresses to lease") {
    Place place;
    auto addresses = Addresses::open(place.path, "127.77.9");
    REQUIRE(addresses);
    for (int number = 0; number < 245; ++number)
        REQUIRE(addresses.value()->lease("owner" + std::to_string(number)));
    auto refused = addresses.value()->lease("one more");
    REQUIRE(!refused);
    CHECK(refused.error().code() == ErrorCode::exhausted);
}

}  // namespace
}  // namespace atlas::network
