// SPDX-License-Identifier: Apache-2.0
#include "linux/user_namespace.h"

#include <string>

#include <doctest/doctest.h>
#include <unistd.h>

#include "linux/namespace.h"

namespace atlas::linux {
namespace {

// ThreadSanitizer adds a thread, and only a single-threaded process may enter a user namespace.
#ifdef __SANITIZE_THREAD__
constexpr bool has_other_threads = true;
#else
constexpr bool has_other_threads = false;
#endif

bool can_run() {
    return geteuid() == 0 && !has_other_threads;
}

TEST_CASE("an owned namespace has a range of its own, a plain one the host's users") {
    if (!can_run()) return;
    auto name = [](const char* part) {
        return "atlastest-" + std::to_string(getpid()) + "-" + part;
    };
    auto first_of = [](Result<Fd> space) {
        REQUIRE_MESSAGE(space.ok(), (space.ok() ? "" : space.error().message()));
        auto users = user_namespace_of(space.value());
        REQUIRE(users);
        return first_user_of(users.value()).value();
    };
    auto one = first_of(create_owned_namespace(name("one")));
    auto two = first_of(create_owned_namespace(name("two")));
    CHECK(one >= 0x7000'0000);
    CHECK(one % user_range_size == 0);
    CHECK(two >= 0x7000'0000);
    CHECK(one != two);
    CHECK(first_of(create_namespace(name("plain"))) == 0);
    CHECK(create_owned_namespace(name("one")).error().code() == ErrorCode::already_exists);
    for (const auto* part : {"one", "two", "plain"})
        CHECK(remove_namespace(name(part)));
}

TEST_CASE("the loopback of an owned namespace is up") {
    if (!can_run()) return;
    auto name = "atlastest-" + std::to_string(getpid()) + "-loop";
    auto space = create_owned_namespace(name);
    REQUIRE(space);
    auto up = in_namespace<bool>(space.value().number(), [&]() -> Result<bool> {
        return std::system("ip link show lo | grep -q LOWER_UP") == 0;
    });
    CHECK((up && up.value()));
    CHECK(remove_namespace(name));
}

}  // namespace
}  // namespace atlas::linux
